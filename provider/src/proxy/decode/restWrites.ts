import type { LoggedSparse } from "../../writeLog/entry";
import { notRecordable } from "../refused";
import type { WriteOperation } from "../routes";
import { type DecodedWrite, deleteNamespaceOf, deleteOf, type SentRecord, updateOf, upsertOf } from "./bodies";
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
  const records = listOf("vectors", given.vectors).map((vector): SentRecord => {
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
    filter: objectOf("filter", given.filter),
    dryRun: flagOf("dryRun", given.dryRun),
  });
}

function remove(body: Uint8Array): DecodedWrite {
  const given = fieldsOf("the body", parseJson(body), ["ids", "deleteAll", "namespace", "filter"]);
  const ids = given.ids === undefined ? [] : listOf("ids", given.ids);
  return deleteOf(textOf("namespace", given.namespace), {
    ids: ids.map((id) => textOf("an id", id) ?? ""),
    deleteAll: flagOf("deleteAll", given.deleteAll),
    filter: objectOf("filter", given.filter),
  });
}

function record({ id, values, sparseValues }: Fields, name: string, metadata: unknown): SentRecord {
  return {
    id: textOf("an id", id),
    values: values === undefined ? undefined : floatsOf("values", values),
    sparse: sparseValues === undefined ? undefined : sparseOf(sparseValues),
    metadata: objectOf(name, metadata),
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
  for (const each of list) if (typeof each !== "number") throw notRecordable(`${what} that are no numbers`);
  return Float32Array.from(list as readonly number[]);
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
