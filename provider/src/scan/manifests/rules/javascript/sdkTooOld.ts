import type { RuleFacts } from "../../../finding";

export const JAVASCRIPT_SDK_TOO_OLD: RuleFacts = {
  id: "javascript/sdk-too-old",
  level: "error",
  step: "update-sdk",
  title: "Node SDK below 2.0.0",
  help:
    "`@pinecone-database/pinecone` before 2.0.0 (2024-01-16) reaches indexes by an environment, which a serverless index has " +
    'none of: the migration guide asks for 2.0.0 or newer (its step "Update SDKs", read 2026-11-23). `--fix` writes 6.1.4, ' +
    "for which the fixes of the code rules write: `upsert` still takes an array there (7.0.0 takes an object), it runs on " +
    "Node 18 and newer, and can create a serverless index from a collection.",
};
