import type { RuleFacts } from "../../../finding";

export const JAVASCRIPT_SDK_2026_07: RuleFacts = {
  id: "javascript/sdk-2026-07",
  level: "note",
  step: "update-sdk",
  title: "Node SDK of API 2026-07",
  help:
    "`@pinecone-database/pinecone` from 9.0.0 (2026-09-09) on speaks API 2026-07, which refuses pod indexes and " +
    "`sourceCollection`. Podshift makes the serverless index itself, by API 2026-04, so an application that only reads and " +
    "writes records may use it. Code of yours that creates an index from a collection, or manages the pod index, must not " +
    "move there before the migration is done.",
};
