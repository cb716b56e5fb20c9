import type { FoldTarget, Wanted } from "../../../../provider/src/migration/fold/ports";
import type { StoredRecord } from "../../../../provider/src/pinecone/types";
import type { Dice, VirtualProcess, VirtualTime } from "./virtualProcess";

interface Write {
  readonly visibleAt: number;
  readonly id: string;
  readonly record: StoredRecord | undefined;
}

interface Namespace {
  readonly truth: Map<string, StoredRecord>;
  readonly visible: Map<string, StoredRecord>;
  writes: Write[];
}

export interface LaggingOptions {
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly lagMs: number;
  /** No request takes effect later than this. */
  readonly lateMs: number;
  /** Share of requests without an answer. */
  readonly unanswered: number;
  /** Left out to see what it is for. */
  readonly withoutFreshness?: boolean;
}

/** A serverless index whose reads show writes late, in order; and where requests take effect late. */
export class LaggingIndex {
  readonly #namespaces = new Map<string, Namespace>();
  /** Records brought, in all. */
  brought = 0;

  constructor(readonly options: LaggingOptions) {}

  /** Puts a record there, seen at once. */
  seed(namespace: string, record: StoredRecord): void {
    this.#of(namespace).truth.set(record.id, record);
    this.#of(namespace).visible.set(record.id, record);
  }

  /** All records, as they are, by namespace. */
  records(): Map<string, Map<string, StoredRecord>> {
    return new Map([...this.#namespaces].map(([name, { truth }]) => [name, truth]));
  }

  /**
   * The index as a process reaches it.
   *
   * @param unheard told when a request is on its way that has no answer
   * @param maySend asked in the step that sends a write: throws when it may not be
   */
  target(
    process: VirtualProcess,
    unheard: () => void = () => undefined,
    maySend: () => void = () => undefined,
  ): FoldTarget {
    const { dice, time, lateMs, unanswered, withoutFreshness = false } = this.options;
    return {
      bring: async (namespace, records) => {
        const unsure = dice.chance(unanswered);
        if (unsure) {
          maySend();
          if (dice.chance(0.5)) time.after(dice.between(0, lateMs), () => this.#write(namespace, records));
          unheard();
          await process.request(async () => undefined);
        }
        maySend();
        await process.request(async () => this.#write(namespace, records));
        this.brought += records.size;
        return { unsure };
      },
      fresh: async (namespace) => {
        if (withoutFreshness) return;
        await process.request(async () => this.#show(namespace, Number.POSITIVE_INFINITY));
      },
      fetch: (namespace, ids) =>
        process.request(async () => {
          const seen = this.#seen(namespace);
          return new Map(ids.flatMap((id) => (seen.has(id) ? [[id, seen.get(id) as StoredRecord] as const] : [])));
        }),
      idsByFilter: (namespace, filter) => this.#pages(process, namespace, filter as { color: string }),
      listIds: (namespace) => this.#pages(process, namespace, undefined),
    };
  }

  async *#pages(process: VirtualProcess, namespace: string, filter: { color: string } | undefined) {
    const all = await process.request(async () => [...this.#seen(namespace).values()]);
    const found = all.filter(({ metadata }) => filter === undefined || metadata?.color === filter.color);
    for (const { id } of found) yield [id];
  }

  #write(namespace: string, records: Wanted): void {
    const { dice, time, lagMs } = this.options;
    const { truth, writes } = this.#of(namespace);
    const visibleAt = Math.max(writes.at(-1)?.visibleAt ?? 0, time.now + dice.between(0, lagMs));
    for (const [id, record] of records) {
      if (record === undefined) truth.delete(id);
      else truth.set(id, record);
      writes.push({ visibleAt, id, record });
    }
  }

  #seen(namespace: string): Map<string, StoredRecord> {
    this.#show(namespace, this.options.time.now);
    return this.#of(namespace).visible;
  }

  #show(namespace: string, upTo: number): void {
    const { visible, writes } = this.#of(namespace);
    const count = writes.filter(({ visibleAt }) => visibleAt <= upTo).length;
    for (const { id, record } of writes.splice(0, count)) {
      if (record === undefined) visible.delete(id);
      else visible.set(id, record);
    }
  }

  #of(namespace: string): Namespace {
    const known = this.#namespaces.get(namespace);
    if (known !== undefined) return known;
    const made = { truth: new Map(), visible: new Map(), writes: [] };
    this.#namespaces.set(namespace, made);
    return made;
  }
}
