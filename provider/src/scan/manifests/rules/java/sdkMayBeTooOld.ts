import type { RuleFacts } from "../../../finding";

export const JAVA_SDK_MAY_BE_TOO_OLD: RuleFacts = {
  id: "java/sdk-may-be-too-old",
  level: "warning",
  step: "update-sdk",
  title: "Range lets Java SDKs below 1.0.0 in",
  help:
    "The range allows versions on both sides of 1.0.0, the least that the migration guide asks for: which one is built with " +
    "is decided by the lockfile, or by the day of the build. Raise the lower bound.",
};
