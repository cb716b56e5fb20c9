import type { RuleFacts } from "../../../finding";

export const PYTHON_SDK_PLUGIN: RuleFacts = {
  id: "python/sdk-plugin",
  level: "warning",
  step: "update-sdk",
  title: "Plugin that newer Python SDKs refuse",
  help:
    "`pinecone-plugin-inference` and `pinecone-plugin-records` are part of the Python SDK itself since 6.0.0. `import " +
    "pinecone` of 6, 7 and 8 raises `DeprecatedPluginError` where one of them is installed (`pinecone/deprecated_plugins.py` " +
    "at tags v6.0.0 to v8.1.2). Remove the requirement when the SDK is updated.",
};
