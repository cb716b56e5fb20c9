import { invalidData } from "../errors.js";
import type { IndexStore } from "../store/indexStore.js";
import type { NewRecord } from "../store/records.js";
import { readRecord } from "../validations/records.js";
import type { Row } from "./parquetRows.js";

/** Checks a row as an upsert's record would be; metadata is a text of JSON. */
export function recordOf(row: Row, index: IndexStore): NewRecord {
  const { id, values, sparse_values: sparseValues, metadata } = row;
  return readRecord({ id, values, sparseValues, metadata: parsed(metadata) }, index);
}

function parsed(metadata: unknown): unknown {
  if (typeof metadata !== "string") return metadata;
  try {
    return JSON.parse(metadata);
  } catch {
    throw invalidData("Metadata must be a JSON object.");
  }
}
