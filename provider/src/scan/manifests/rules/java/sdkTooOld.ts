import type { RuleFacts } from "../../../finding";

export const JAVA_SDK_TOO_OLD: RuleFacts = {
  id: "java/sdk-too-old",
  level: "error",
  step: "update-sdk",
  title: "Java SDK below 1.0.0",
  help:
    'The migration guide asks for `io.pinecone:pinecone-client` 1.0.0 (2024-04-12) or newer (its step "Update SDKs", read ' +
    "2026-11-23). `--fix` writes 5.1.0, for which the fixes of the code rules write: its `createServerlessIndex` takes " +
    "`DeletionProtection` and tags; from 6.0.0 on the protection is a string.",
};
