import type { RuleFacts } from "../../../finding";

export const JAVASCRIPT_SDK_MAY_BE_TOO_OLD: RuleFacts = {
  id: "javascript/sdk-may-be-too-old",
  level: "warning",
  step: "update-sdk",
  title: "Range lets Node SDKs below 2.0.0 in",
  help:
    "The range allows versions on both sides of 2.0.0, the least that the migration guide asks for: which one is installed " +
    "is decided by the lockfile. Raise the lower bound, and install again.",
};
