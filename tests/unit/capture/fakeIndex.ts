import assert from "node:assert/strict";
import type { Dialect } from "../../../provider/src/capture/client";

export interface FakeRecord {
  readonly values: readonly number[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Records by namespace and id. */
export type FakeData = Map<string, Map<string, FakeRecord>>;

interface Options {
  readonly dialect: Dialect;
  readonly name: string;
  readonly data: FakeData;
  readonly namespace?: string;
  /** Noted calls, as "name method namespace". */
  readonly calls?: string[];
}

type Given = Readonly<Record<string, unknown>>;

/**
 * An index as the official client has it, over a map: with `private` fields as they are in 5.1.2 (`positional`) and
 * 8.2.0 (`options`). Filters are `{ kind }`.
 */
export class FakeIndex {
  readonly config: { readonly maxRetries: number };
  readonly target: Readonly<Record<string, string>>;
  readonly #ns: string;

  constructor(readonly options: Options) {
    const positional = options.dialect === "positional";
    this.config = { maxRetries: positional ? 1 : 0 };
    const namespace = options.namespace ?? (positional ? "" : "__default__");
    this.target = { [positional ? "index" : "indexName"]: options.name, namespace };
    this.#ns = namespace;
  }

  namespace(namespace: string): FakeIndex {
    return new FakeIndex({ ...this.options, namespace });
  }

  async upsert(given: unknown): Promise<void> {
    const [list, ns] = this.#read("upsert", given, "records");
    for (const { id, values, metadata } of list as Array<FakeRecord & { id: string }>) {
      ns.set(id, { values: [...values], metadata: { ...metadata } });
    }
  }

  async update(given: Given): Promise<void> {
    const [, ns] = this.#read("update", given);
    const { id, values, metadata, filter } = given as { id?: string; filter?: Given } & Partial<FakeRecord>;
    for (const each of id === undefined ? matching(ns, filter) : [id]) {
      const old = ns.get(each);
      if (old === undefined) continue;
      ns.set(each, { values: values ?? old.values, metadata: { ...old.metadata, ...metadata } });
    }
  }

  async deleteOne(given: unknown): Promise<void> {
    const [id, ns] = this.#read("deleteOne", given, "id");
    ns.delete(id as string);
  }

  async deleteMany(given: unknown): Promise<void> {
    const [, ns] = this.#read("deleteMany", given);
    const options = this.options.dialect === "options" ? (given as { ids?: string[]; filter?: Given }) : undefined;
    const ids = options === undefined ? (Array.isArray(given) ? given : undefined) : options.ids;
    for (const id of ids ?? matching(ns, options === undefined ? (given as Given) : options.filter)) ns.delete(id);
  }

  async deleteAll(given?: unknown): Promise<void> {
    this.#read("deleteAll", given)[1].clear();
  }

  async listPaginated(): Promise<object> {
    return { vectors: [...this.#read("listPaginated", undefined)[1].keys()].map((id) => ({ id })) };
  }

  #read(method: string, given: unknown, field?: string): [unknown, Map<string, FakeRecord>] {
    const { dialect, data, name, calls } = this.options;
    const options = dialect === "options" && typeof given === "object" ? (given as Given) : {};
    const namespace = canonical((options.namespace as string | undefined) ?? this.#ns);
    calls?.push(`${name} ${method} ${namespace}`);
    const records = data.get(namespace) ?? new Map<string, FakeRecord>();
    data.set(namespace, records);
    const value = dialect === "options" && field !== undefined ? options[field] : given;
    assert.ok(field === undefined || value !== undefined, `${method} without ${field}`);
    return [value, records];
  }
}

/** Ids of the records whose `kind` is the filter's. */
export function matching(records: ReadonlyMap<string, FakeRecord>, filter: Given | undefined): string[] {
  assert.ok(filter !== undefined && "kind" in filter);
  return [...records].flatMap(([id, { metadata }]) => (metadata.kind === filter.kind ? [id] : []));
}

function canonical(namespace: string): string {
  return namespace === "__default__" ? "" : namespace;
}

/** Data without what is empty, to compare. */
export function contentOf(data: FakeData): object {
  return Object.fromEntries(
    [...data].flatMap(([ns, records]) => (records.size === 0 ? [] : [[ns, Object.fromEntries([...records].sort())]])),
  );
}
