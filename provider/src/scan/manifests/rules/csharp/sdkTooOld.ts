import type { RuleFacts } from "../../../finding";

export const CSHARP_SDK_TOO_OLD: RuleFacts = {
  id: "csharp/sdk-too-old",
  level: "error",
  step: "update-sdk",
  title: "Community .NET client without serverless indexes",
  help:
    "`Pinecone.NET`, the community's client, reaches indexes by an environment before 2.0.0 (2024-05-18), the first version " +
    "with `CreateServerlessIndex` and without `environment` (read in its repository at tags 1.4.0 and 2.0.0, 2026-11-23; the " +
    "vendor's migration guide names no version for .NET). `--fix` writes 2.1.1. The official `Pinecone.Client` knows " +
    "serverless indexes in every version, from 1.0.0 (2024-08-26) on.",
};
