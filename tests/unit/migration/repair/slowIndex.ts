import type { StoredRecord, WriteOutcome } from "../../../../provider/src/pinecone/types";
import type { Random } from "../catchUp/random";

type Records = Map<string, StoredRecord>;

export interface Sleeping {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** An index of one namespace that takes its time: reads lag behind writes, requests may land late, or not be heard of. */
export class SlowIndex {
  readonly truth: Records;
  #seen: Records;

  constructor(
    readonly time: Sleeping,
    readonly random: Random,
    readonly lateMs: number,
    records: ReadonlyMap<string, StoredRecord>,
  ) {
    this.truth = new Map(records);
    this.#seen = new Map(records);
  }

  /** Reads show what was written before. */
  async fresh(): Promise<void> {
    await this.#pause();
    this.#seen = new Map(this.truth);
  }

  async fetch(_namespace: string, ids: readonly string[]): Promise<Map<string, StoredRecord>> {
    await this.#pause();
    const found = ids.flatMap((id) => {
      if (this.random.chance(0.3)) this.#show(id);
      const record = this.#seen.get(id);
      return record === undefined ? [] : [[id, record] as const];
    });
    await this.#pause();
    return new Map(found);
  }

  readonly writer = {
    upsert: (_namespace: string, records: readonly StoredRecord[]) =>
      this.#write(new Map(records.map((each) => [each.id, each]))),
    deleteIds: (_namespace: string, ids: readonly string[]) => this.#write(new Map(ids.map((id) => [id, undefined]))),
  };

  async #write(states: ReadonlyMap<string, StoredRecord | undefined>): Promise<WriteOutcome> {
    const { random, time } = this;
    await this.#pause();
    const fate = random.chance(0.6) ? "applied" : random.pick(["late", "late", "lost", "unheard", "busy"] as const);
    if (fate === "busy") return { kind: "busy", status: 429, retryAfterMs: 0 };
    if (fate === "late") void time.sleep(random.below(this.lateMs - 100)).then(() => this.#put(states));
    if (fate === "applied" || fate === "unheard") this.#put(states);
    await this.#pause();
    return fate === "applied" ? { kind: "applied" } : { kind: "unknown", reason: "no answer" };
  }

  #put(states: ReadonlyMap<string, StoredRecord | undefined>): void {
    for (const [id, record] of states) {
      if (record === undefined) this.truth.delete(id);
      else this.truth.set(id, record);
    }
  }

  #show(id: string): void {
    const record = this.truth.get(id);
    if (record === undefined) this.#seen.delete(id);
    else this.#seen.set(id, record);
  }

  #pause(): Promise<void> {
    return this.time.sleep(this.random.below(40));
  }
}
