import type { RuleFacts } from "../../../finding";

export const PYTHON_SDK_2026_07: RuleFacts = {
  id: "python/sdk-2026-07",
  level: "note",
  step: "update-sdk",
  title: "Python SDK of API 2026-07",
  help:
    "Python SDKs from 10 on speak API 2026-07, which refuses pod indexes and `source_collection`. Podshift makes the " +
    "serverless index itself, by API 2026-04, so an application that only reads and writes records may use them. Code of " +
    "yours that creates an index from a collection, or manages the pod index, must not move there before the migration is " +
    "done.",
};
