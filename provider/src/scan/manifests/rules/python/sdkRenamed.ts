import type { RuleFacts } from "../../../finding";

export const PYTHON_SDK_RENAMED: RuleFacts = {
  id: "python/sdk-renamed",
  level: "warning",
  step: "update-sdk",
  title: "`pinecone-client` is now `pinecone`",
  help:
    "The Python SDK is released as `pinecone` since 5.1.0 (2024-08-29). The last `pinecone-client`, 6.0.0 of February 2025, " +
    "only raises an exception when it is imported (read in the package itself, 2026-11-23), so that a range without an upper " +
    "bound installs something that doesn't run. The module's name, `pinecone`, is the same. Uninstall the old package before " +
    "the new one is installed: both own the same folder.",
};
