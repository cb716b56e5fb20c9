import { PodshiftError } from "../errors";
import { canonicalNamespace } from "../util/namespace";
import { isEmptyFilter } from "../writeLog/emptyFilter";
import type { EntryBody, LoggedMetadata, LoggedRecord } from "../writeLog/entry";
import type { LoggedBody } from "../writeLog/writer";
import type { Dialect } from "./client";
import type { WriteMethod } from "./methods";

/** One call of a writing method: what is sent, as it was when the call was made, and what is logged. */
export interface Call {
  readonly args: readonly unknown[];
  /** Canonical: "" is the default namespace. */
  readonly ns: string;
  readonly bodies: readonly LoggedBody[];
}

type Reader = (args: readonly unknown[], ns: string) => Call;
type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the arguments of a call.
 *
 * @throws CAPTURE_UNSUPPORTED when the log can't hold what they say
 */
export function readCall(dialect: Dialect, method: WriteMethod, args: readonly unknown[], ns: string): Call {
  return READERS[dialect][method](args, ns);
}

const READERS: Readonly<Record<Dialect, Readonly<Record<WriteMethod, Reader>>>> = {
  options: {
    upsert: ([options], own) => {
      const { given, ns } = optionsOf("upsert", options, ["records"], own);
      return upsert((records) => ({ ...given, records }), given.records, ns);
    },
    update: ([options], own) => {
      const known = ["id", "filter", "values", "sparseValues", "metadata"];
      const { given, ns } = optionsOf("update", options, known, own);
      return given.filter === undefined ? update(given, ns) : updateByFilter(given, ns);
    },
    deleteOne: ([options], own) => {
      const { given, ns } = optionsOf("deleteOne", options, ["id"], own);
      return remove("deleteOne", [{ ...given }], [given.id], ns);
    },
    deleteMany: ([options], own) => {
      const { given, ns } = optionsOf("deleteMany", options, ["ids", "filter"], own);
      if (given.ids !== undefined && given.filter !== undefined)
        throw unsupported("deleteMany", "both ids and a filter");
      if (given.filter !== undefined) return deleteByFilter((filter) => ({ ...given, filter }), given.filter, ns);
      const ids = listOf("deleteMany", given.ids, "ids");
      return remove("deleteMany", [{ ...given, ids }], ids, ns);
    },
    deleteAll: ([options], own) => {
      const { given, ns } = optionsOf("deleteAll", options ?? {}, [], own);
      return single([{ ...given }], ns, { op: "deleteAll" });
    },
    deleteNamespace,
  },
  positional: {
    upsert: ([records], ns) => upsert((copies) => copies, records, ns),
    update: ([options], ns) => update(fieldsOf("update", options), ns),
    deleteOne: ([id], ns) => remove("deleteOne", [id], [id], ns),
    deleteMany: ([ids], ns) => {
      if (!Array.isArray(ids)) return deleteByFilter((filter) => filter, ids, ns);
      const copy = listOf("deleteMany", ids, "ids");
      return remove("deleteMany", [copy], copy, ns);
    },
    deleteAll: (_, ns) => single([], ns, { op: "deleteAll" }),
    deleteNamespace,
  },
};

/** Options of a call, and the namespace they name. An option that isn't known may change what the call does. */
function optionsOf(method: WriteMethod, options: unknown, known: readonly string[], own: string) {
  const given = fieldsOf(method, options);
  const other = Object.keys(given).find((key) => key !== "namespace" && !known.includes(key));
  if (other !== undefined) throw unsupported(method, `the option ${JSON.stringify(other)}`);
  const { namespace } = given;
  if (namespace === undefined || namespace === null) return { given, ns: own };
  if (typeof namespace !== "string") throw unsupported(method, "a namespace that is no text");
  return { given, ns: canonicalNamespace(namespace) };
}

/** The caller may use its arrays again before a write that had to wait is sent: copies are sent and logged. */
function upsert(args: (records: readonly object[]) => unknown, records: unknown, ns: string): Call {
  const copies = listOf("upsert", records, "records").map((record) => copyOf(fieldsOf("upsert", record)));
  const bodies = copies.map((copy): LoggedBody => ({ ns, op: "upsert", ...loggedRecord("upsert", copy) }));
  return { args: [args(copies)], ns, bodies };
}

function update(given: Fields, ns: string): Call {
  const copy = copyOf(given);
  return single([copy], ns, { op: "update", ...loggedRecord("update", copy) });
}

function updateByFilter(given: Fields, ns: string): Call {
  const others = ["id", "values", "sparseValues"].filter((key) => given[key] !== undefined);
  if (others.length > 0) throw unsupported("update", `a filter together with ${others.join(", ")}`);
  const filter = filterOf("update", given.filter);
  const metadata = copyOfMetadata(fieldsOf("update", given.metadata));
  return single([{ ...given, filter, metadata }], ns, {
    op: "updateByFilter",
    filter,
    md: metadata as LoggedMetadata,
  });
}

function remove(method: WriteMethod, args: readonly unknown[], ids: readonly unknown[], ns: string): Call {
  return single(args, ns, { op: "delete", ids: ids.map((id) => idOf(method, id)) });
}

function deleteByFilter(args: (filter: object) => unknown, given: unknown, ns: string): Call {
  const filter = filterOf("deleteMany", given);
  return single([args(filter)], ns, { op: "deleteByFilter", filter });
}

function deleteNamespace([namespace]: readonly unknown[]): Call {
  if (typeof namespace !== "string") throw unsupported("deleteNamespace", "a namespace that is no text");
  return single([namespace], canonicalNamespace(namespace), { op: "deleteNamespace" });
}

function single(args: readonly unknown[], ns: string, body: EntryBody): Call {
  return { args, ns, bodies: [{ ns, ...body }] };
}

function copyOf(given: Fields): Fields {
  const { values, sparseValues, metadata } = given;
  return {
    ...given,
    ...(Array.isArray(values) ? { values: values.slice() } : {}),
    ...(isFields(sparseValues) ? { sparseValues: copyOfSparse(sparseValues) } : {}),
    ...(isFields(metadata) ? { metadata: copyOfMetadata(metadata) } : {}),
  };
}

function copyOfSparse({ indices, values, ...rest }: Fields): Fields {
  return { ...rest, indices: copyOfList(indices), values: copyOfList(values) };
}

/** Its values are texts, numbers, booleans, and lists of texts. */
function copyOfMetadata(metadata: Fields): Fields {
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, copyOfList(value)]));
}

function copyOfList(value: unknown): unknown {
  return Array.isArray(value) ? value.slice() : value;
}

function loggedRecord(method: WriteMethod, { id, values, sparseValues, metadata }: Fields): LoggedRecord {
  const floats = values === undefined ? undefined : floatsOf(method, values);
  return {
    id: idOf(method, id),
    ...(floats === undefined || floats.length === 0 ? {} : { values: floats }),
    ...(sparseValues === undefined ? {} : { sparse: sparseOf(method, fieldsOf(method, sparseValues)) }),
    ...(metadata === undefined ? {} : { md: fieldsOf(method, metadata) as LoggedMetadata }),
  };
}

function sparseOf(method: WriteMethod, { indices, values }: Fields): { indices: number[]; values: number[] } {
  const list = listOf(method, indices, "indices");
  if (!list.every((index) => Number.isInteger(index))) throw unsupported(method, "sparse indices that are no integers");
  return { indices: list as number[], values: Array.from(floatsOf(method, values)) };
}

function floatsOf(method: WriteMethod, values: unknown): Float32Array {
  if (values instanceof Float32Array) return new Float32Array(values);
  if (!Array.isArray(values)) throw unsupported(method, "values that are no list");
  const floats = new Float32Array(values.length);
  for (let at = 0; at < floats.length; at += 1) {
    const value: unknown = values[at];
    // The service would refuse it; as a float it would be 0 or 1, and nobody would know.
    if (typeof value !== "number") throw unsupported(method, "values that are no numbers");
    floats[at] = value;
  }
  return floats;
}

/** What is undefined in a filter is gone once it is JSON: fewer conditions, or none, touch more records. */
function filterOf(method: WriteMethod, filter: unknown): object {
  const given = fieldsOf(method, filter);
  if (isEmptyFilter(given)) throw unsupported(method, "a filter without a condition");
  if (holdsUndefined(given)) throw unsupported(method, "a filter in which a value is undefined");
  return structuredClone(given);
}

function holdsUndefined(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === undefined;
  return Object.values(value).some(holdsUndefined);
}

function idOf(method: WriteMethod, id: unknown): string {
  if (typeof id !== "string" || id === "") throw unsupported(method, "an id that is no text");
  return id;
}

function listOf(method: WriteMethod, list: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(list) || list.length === 0) throw unsupported(method, `no list of ${what}`);
  return [...list];
}

function fieldsOf(method: WriteMethod, value: unknown): Fields {
  if (!isFields(value)) throw unsupported(method, "arguments that this client's version doesn't take");
  return value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unsupported(method: WriteMethod, what: string): PodshiftError {
  return new PodshiftError("CAPTURE_UNSUPPORTED", `${method} was called with ${what}: that can't be recorded`, {
    facts: { method },
    next: "nothing was sent and nothing was logged; change the call",
  });
}
