import { PodshiftError } from "../../errors";
import type { CatchUpReader } from "../../pinecone/types";
import type { BulkEntry } from "../../writeLog/entry";
import type { Book } from "./book";
import type { Direction, Ids } from "./direction";
import type { Fresh } from "./ports";
import { superset } from "./resolve";
import type { Taken } from "./taken";

export interface ForwardDeps {
  readonly serverless: Pick<CatchUpReader, "fetchByFilter" | "list">;
  readonly freshness: Fresh;
  /** Fields that the serverless index can filter on; undefined: all. */
  readonly filterable?: ReadonlySet<string> | undefined;
  /** Ids of a namespace with bulk writes, and of all namespaces, that are kept as not proved fresh. */
  readonly mostRecent?: { readonly withBulk: number; readonly inAll: number };
  readonly signal?: AbortSignal;
}

/** More hits of one filter than these: the whole namespace is listed instead (design §6). */
const MOST_HITS = 10_000;
/** Inside a fence writers wait: three pages. */
const MOST_HITS_IN_FENCE = 300;

/** From the pod index, which serves, to the serverless index. No bulk operation is ever run there. */
export class Forward implements Direction {
  readonly readsAnyTime = true;

  constructor(readonly deps: ForwardDeps) {}

  async nameBulk(bulk: readonly BulkEntry[], _taken: Taken, book: Book, inFence: boolean): Promise<Ids | "needs list"> {
    const named: Ids = new Map();
    for (const [namespace, entries] of byNamespace(bulk)) {
      const found = await this.#found(namespace, entries, inFence);
      if (found === "needs list") return found;
      for (const id of book.recentIn(namespace)) found.add(id);
      // Of a write that went to the serverless index: a rollback may have read what it deletes before it took effect.
      for (const id of entries.flatMap((entry) => entry.found ?? [])) found.add(id);
      named.set(namespace, found);
    }
    return named;
  }

  async beforeReading(): Promise<void> {
    // The pod index has no other freshness than `settle`, which done-marks wait for.
  }

  beforeSending(named: ReadonlyMap<string, ReadonlySet<string>>, book: Book): boolean {
    return [...named].map(([namespace, ids]) => book.addRecent(namespace, ids)).some((added) => added);
  }

  async afterSending({ bulk }: Taken, book: Book): Promise<void> {
    const { freshness, mostRecent = { withBulk: 100, inAll: 100_000 } } = this.deps;
    const withBulk = new Set(bulk.map(({ ns }) => ns));
    const total = [...book.recent.values()].reduce((sum, ids) => sum + ids.size, 0);
    const due = [...book.recent].filter(
      ([namespace, ids]) => total > mostRecent.inAll || (withBulk.has(namespace) && ids.size > mostRecent.withBulk),
    );
    for (const [namespace] of due) {
      await freshness.fresh(namespace);
      book.provedFresh(namespace);
    }
  }

  async #found(
    namespace: string,
    entries: readonly BulkEntry[],
    inFence: boolean,
  ): Promise<Set<string> | "needs list"> {
    const filters = new Map<string, object>();
    for (const entry of entries) {
      const wide = "filter" in entry ? superset(entry.filter, this.deps.filterable) : undefined;
      if (wide === undefined) return inFence ? "needs list" : this.#all(namespace);
      filters.set(JSON.stringify(wide), wide);
    }
    const ids = new Set<string>();
    for (const filter of filters.values()) {
      const hits = await this.#matching(namespace, filter, inFence ? MOST_HITS_IN_FENCE : MOST_HITS);
      if (hits === undefined) return inFence ? "needs list" : this.#all(namespace);
      for (const id of hits) ids.add(id);
    }
    return ids;
  }

  /** Undefined when there are more than `most`, or the service refuses the filter. */
  async #matching(namespace: string, filter: object, most: number): Promise<readonly string[] | undefined> {
    const found: string[] = [];
    try {
      for (let token: string | undefined; ; ) {
        this.deps.signal?.throwIfAborted();
        const page = await this.deps.serverless.fetchByFilter(namespace, filter, pageAt(token));
        found.push(...page.ids);
        if (found.length > most) return undefined;
        if (page.next === undefined) return found;
        token = page.next;
      }
    } catch (error) {
      if (isMissing(error)) return found;
      if (isRefusal(error)) return undefined;
      throw error;
    }
  }

  async #all(namespace: string): Promise<Set<string>> {
    const ids = new Set<string>();
    try {
      for (let token: string | undefined; ; ) {
        this.deps.signal?.throwIfAborted();
        const page = await this.deps.serverless.list(namespace, token);
        for (const id of page.ids) ids.add(id);
        if (page.next === undefined) return ids;
        token = page.next;
      }
    } catch (error) {
      if (isMissing(error)) return ids;
      throw error;
    }
  }
}

function pageAt(token: string | undefined): { paginationToken?: string } {
  return token === undefined ? {} : { paginationToken: token };
}

function byNamespace(bulk: readonly BulkEntry[]): Map<string, BulkEntry[]> {
  const groups = new Map<string, BulkEntry[]>();
  for (const entry of bulk) groups.set(entry.ns, [...(groups.get(entry.ns) ?? []), entry]);
  return groups;
}

/** The service won't take this filter; a missing key or a failing server is another matter. */
function isRefusal(error: unknown): boolean {
  return [400, 413, 422, 501].includes(statusOf(error));
}

/** No such namespace: nothing in it, or nothing that shows yet, which is among the ids written lately. */
function isMissing(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** 0 when it is no answer of the service. */
function statusOf(error: unknown): number {
  return error instanceof PodshiftError && error.code === "API_ERROR" ? Number(error.facts.status) : 0;
}
