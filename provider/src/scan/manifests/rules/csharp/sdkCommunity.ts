import type { RuleFacts } from "../../../finding";

export const CSHARP_SDK_COMMUNITY: RuleFacts = {
  id: "csharp/sdk-community",
  level: "note",
  step: "update-sdk",
  title: "Community .NET client",
  help:
    "`Pinecone.NET` is the community's client; its last version is 3.0.0 of 2024-09-27 (its repository, read 2026-11-23). It " +
    "works with serverless indexes from 2.0.0 on. The vendor's own is `Pinecone.Client`, with other classes: changing over is " +
    "a rewrite, and no part of the migration.",
};
