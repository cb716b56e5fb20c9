import type { RuleFacts } from "../../../finding";

export const PYTHON_SDK_MAY_BE_TOO_OLD: RuleFacts = {
  id: "python/sdk-may-be-too-old",
  level: "warning",
  step: "update-sdk",
  title: "Range lets Python SDKs below 3.0.0 in",
  help:
    "The range allows versions on both sides of 3.0.0, the least that the migration guide asks for: which one is installed " +
    "is decided by the lockfile, or by the other requirements. Raise the lower bound, and lock again.",
};
