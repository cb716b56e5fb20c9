import type { RuleFacts } from "../../../finding";

export const JAVA_SDK_OLDER_MAJOR: RuleFacts = {
  id: "java/sdk-older-major",
  level: "warning",
  step: "update-sdk",
  title: "Java SDK below 4.0.0",
  help:
    "Majors from 1 to 3 work with serverless indexes, but the fixes of Java code write for 5.1.0, and don't compile with " +
    "them: the models' package is another since 3.0.0, and `createServerlessIndex` takes tags since 4.0.0. `--fix` raises " +
    "the version together with the code. Source: pinecone-java-client's tags.",
};
