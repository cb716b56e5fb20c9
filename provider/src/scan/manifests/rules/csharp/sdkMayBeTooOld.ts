import type { RuleFacts } from "../../../finding";

export const CSHARP_SDK_MAY_BE_TOO_OLD: RuleFacts = {
  id: "csharp/sdk-may-be-too-old",
  level: "warning",
  step: "update-sdk",
  title: "Range lets versions of Pinecone.NET below 2.0.0 in",
  help:
    "The range allows versions of the community's client on both sides of 2.0.0, the first that knows serverless indexes. " +
    "NuGet takes the lowest version that fits. Raise the lower bound.",
};
