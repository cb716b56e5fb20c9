import { invalidData, notModelledData } from "../errors.js";
import { LIMITS } from "../limits.js";
import type { IndexStore } from "../store/indexStore.js";
import type { SparseVector } from "../store/records.js";
import { dataFields, type Fields } from "./fields.js";
import { readNamespace } from "./namespaces.js";
import { checkId, readSparse, readValues } from "./records.js";

export interface QueryRequest {
  readonly namespace: string;
  readonly topK: number;
  readonly by: { readonly id: string } | { readonly values: Float32Array; readonly sparse: SparseVector | undefined };
  /** Undefined when none was given. */
  readonly filter: object | undefined;
  readonly includeValues: boolean;
  readonly includeMetadata: boolean;
}

const NOT_MODELLED = ["queries", "scanFactor", "maxCandidates"];

export function readQuery(body: unknown, index: IndexStore): QueryRequest {
  const fields = dataFields(body);
  const other = NOT_MODELLED.find((name) => fields.has(name));
  if (other !== undefined) throw notModelledData(`\`${other}\` of a query`);
  return {
    namespace: readNamespace(fields.optionalString("namespace"), index.settings.limited),
    topK: readTopK(fields, index.settings.limited),
    by: readProbe(fields, index),
    filter: fields.optionalObject("filter")?.json,
    includeValues: fields.optionalBoolean("includeValues") ?? false,
    includeMetadata: fields.optionalBoolean("includeMetadata") ?? false,
  };
}

function readTopK(fields: Fields, limited: boolean): number {
  const topK = fields.optionalInteger("topK");
  if (topK === undefined) throw invalidData("topK must be given.");
  if (topK < 1 || (limited && topK > LIMITS.topK)) throw invalidData(`topK must be between 1 and ${LIMITS.topK}.`);
  return topK;
}

function readProbe(fields: Fields, index: IndexStore): QueryRequest["by"] {
  const { metric, vectorType } = index.definition;
  const id = fields.optionalString("id");
  const sparse = readSparse(fields, "sparseVector", index);
  const values = readValues(fields, "vector", index);
  if (id !== undefined && id !== "") {
    if (values !== undefined || sparse !== undefined)
      throw invalidData("A query takes either an id or a vector, not both.");
    checkId(id, index.settings.limited);
    return { id };
  }
  if (sparse !== undefined && metric !== "dotproduct") {
    throw invalidData("Sparse values can be queried only in an index with the dotproduct metric.");
  }
  if (vectorType === "sparse" && sparse !== undefined) return { values: new Float32Array(0), sparse };
  if (values === undefined) throw invalidData("A query needs an id or a vector.");
  return { values, sparse };
}
