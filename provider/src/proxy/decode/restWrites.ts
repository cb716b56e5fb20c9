import type { LoggedSparse } from "../../writeLog/entry";
import { notRecordable } from "../refused";
import type { WriteOperation } from "../routes";
import {
  type DecodedWrite,
  deleteNamespaceOf,
  deleteOf,
  refuseTooMany,
  type SentRecord,
  updateOf,
  upsertOf,
} from "./bodies";
import { parseJson } from "./json";

type Fields = Readonly<Record<string, unknown>>;

/** Highest sparse index: uint32 in the API's proto. */
const MOST_INDEX = 2 ** 32 - 1;

/**
 * The body of a REST write as the log needs it. What the API definition doesn't have is refused: it may change what the
 * write does. `null` is what was left out, as in the JSON form of protobuf.
 *
 * @param param the namespace in the path, percent-encoded
 * @throws Refused
 */
export function decodeRest(operation: WriteOperation, param: string, body: Uint8Array): DecodedWrite {
  switch (operation) {
    case "upsert":
      return upsert(body);
    case "update":
      return update(body);
    case "delete":
      return remove(body);
    case "delete_namespace":
      return deleteNamespaceOf(decoded(param));
  }
}

function upsert(body: Uint8Array): DecodedWrite {
  const given = fieldsOf("the body", parseJson(body), ["vectors", "namespace"]);
  const vectors = listOf("vectors", given.vectors);
  refuseTooMany(vectors.length);
  const records = vectors.map((vector): SentRecord => {
    const { metadata, ...rest } = fieldsOf("a vector", vector, ["id", "values", "sparseValues", "metadata"]);
    return record(rest, "metadata", metadata);
  });
  return upsertOf(textOf("namespace", given.namespace), records);
}

function update(body: Uint8Array): DecodedWrite {
  const known = ["id", "values", "sparseValues", "setMetadata", "namespace", "filter", "dryRun"];
  const { setMetadata, ...given } = fieldsOf("the body", parseJson(body), known);
  const sent = record(given, "setMetadata", setMetadata);
  return updateOf(textOf("namespace", given.namespace), {
    ...sent,
    id: sent.id === "" ? undefined : sent.id,
    filter: structOf("filter", given.filter),
    dryRun: flagOf("dryRun", given.dryRun),
  });
}

function remove(body: Uint8Array): DecodedWrite {
  const given = fieldsOf("the body", parseJson(body), ["ids", "deleteAll", "namespace", "filter"]);
  const ids = given.ids === undefined ? [] : listOf("ids", given.ids);
  refuseTooMany(ids.length);
  return deleteOf(textOf("namespace", given.namespace), {
    ids: ids.map((id) => textOf("an id", id) ?? ""),
    deleteAll: flagOf("deleteAll", given.deleteAll),
    filter: structOf("filter", given.filter),
  });
}

function record({ id, values, sparseValues }: Fields, name: string, metadata: unknown): SentRecord {
  return {
    id: textOf("an id", id),
    values: values === undefined ? undefined : floatsOf("values", values),
    sparse: sparseValues === undefined ? undefined : sparseOf(sparseValues),
    metadata: structOf(name, metadata),
  };
}

function sparseOf(value: unknown): LoggedSparse {
  const given = fieldsOf("sparseValues", value, ["indices", "values"]);
  const indices = listOf("indices", given.indices) as number[];
  if (!indices.every((each) => Number.isInteger(each) && each >= 0 && each <= MOST_INDEX)) {
    throw notRecordable("sparse indices that are no integers");
  }
  return { indices, values: Array.from(floatsOf("sparse values", given.values)) };
}

function floatsOf(what: string, value: unknown): Float32Array {
  const list = listOf(what, value);
  const floats = new Float32Array(list.length);
  for (let at = 0; at < list.length; at += 1) {
    const each = list[at];
    if (typeof each !== "number") throw notRecordable(`${what} that are no numbers`);
    floats[at] = each;
  }
  return floats;
}

/** Without the fields that are null. */
function fieldsOf(what: string, value: unknown, known: readonly string[]): Fields {
  const given = objectOf(what, value);
  if (given === undefined) throw notRecordable(`${what} is no object`);
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) throw notRecordable(`${what} has the field ${JSON.stringify(key.slice(0, 40))}`);
  }
  return Object.fromEntries(Object.entries(given).filter(([, each]) => each !== null));
}

function objectOf(what: string, value: unknown): Fields | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) throw notRecordable(`${what} is no object`);
  return value as Fields;
}

/** Metadata or a filter. A number that JSON.parse makes infinite would be logged as null. */
function structOf(what: string, value: unknown): Fields | undefined {
  const given = objectOf(what, value);
  if (given !== undefined) refuseInfinite(what, given);
  return given;
}

function refuseInfinite(what: string, value: unknown): void {
  if (typeof value === "number" && !Number.isFinite(value)) throw notRecordable(`${what} with a number too large`);
  if (typeof value === "object" && value !== null) for (const each of Object.values(value)) refuseInfinite(what, each);
}

function listOf(what: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw notRecordable(`${what} is no list`);
  return value;
}

function textOf(what: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw notRecordable(`${what} is no text`);
}

function flagOf(what: string, value: unknown): boolean {
  if (value === undefined || typeof value === "boolean") return value ?? false;
  throw notRecordable(`${what} is neither true nor false`);
}

function decoded(param: string): string {
  try {
    return decodeURIComponent(param);
  } catch {
    throw notRecordable("a namespace that is not UTF-8");
  }
}
