import type { RuleFacts } from "../../../finding";

export const PYTHON_SDK_TOO_OLD: RuleFacts = {
  id: "python/sdk-too-old",
  level: "error",
  step: "update-sdk",
  title: "Python SDK below 3.0.0",
  help:
    "Python SDKs before 3.0.0 (2024-01-16) reach indexes by an environment, which a serverless index has none of: the " +
    'migration guide asks for 3.0.0 or newer (its step "Update SDKs", read 2026-11-23). The package was renamed from ' +
    "`pinecone-client` to `pinecone`. `--fix` writes `pinecone` 7.3.0, for which the fixes of the code rules write: it runs " +
    "on Python 3.9 and newer, knows pod and serverless indexes, and has the client object that 3.0.0 brought.",
};
