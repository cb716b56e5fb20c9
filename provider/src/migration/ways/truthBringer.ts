import type { StoredRecord } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import type { DeadLetter } from "../apply/sender";
import type { Bringer, Truth } from "../catchUp/ports";
import type { NamedIds } from "../cutover/way";
import { fetchBatches } from "../parity/batches";
import { WorkQueue } from "../parity/workQueue";

export interface TruthBringerDeps {
  readonly sender: Bringer;
  readonly clock: Pick<Clock, "now" | "sleep">;
  /** No request of ours takes effect later than this after it was sent, milliseconds. */
  readonly lateMs: number;
  /** Groups of records that are read and sent side by side; 8 unless said otherwise. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

type IdSets = Map<string, Set<string>>;

const PLACES = 8;

/** Brings named records to the state that an index has, or one with a log laid over it: each is read right before it is sent. */
export class TruthBringer {
  #lateUntil = Number.NEGATIVE_INFINITY;

  constructor(readonly deps: TruthBringerDeps) {}

  /** Milliseconds for which a request of ours may yet take effect; 0 when none may. */
  get lateMs(): number {
    return Math.max(0, this.#lateUntil - this.deps.clock.now());
  }

  /**
   * Resolves once every record was brought, and no request of ours may yet take effect: what one of unknown outcome
   * wrote is read and brought again when that can't land over it any more. Answers the records that the service refuses.
   *
   * @throws API_UNREACHABLE, API_ERROR, APPLIER_BUSY, STOPPED; `lateMs` then says for how long something may yet land
   */
  async bring(named: NamedIds, truth: Truth): Promise<DeadLetter[]> {
    const refused = new Map<string, DeadLetter>();
    let left = named;
    do {
      await this.deps.clock.sleep(this.lateMs, this.deps.signal);
      left = await this.#once(left, truth, refused);
    } while (left.size > 0);
    return [...refused.values()];
  }

  /** Answers the records of requests of unknown outcome. */
  async #once(named: NamedIds, truth: Truth, refused: Map<string, DeadLetter>): Promise<IdSets> {
    const { concurrency = PLACES, signal } = this.deps;
    const unsure: IdSets = new Map();
    const queue = new WorkQueue({ concurrency, ...(signal === undefined ? {} : { signal }) });
    await queue.run(async () => {
      for (const [namespace, ids] of named) {
        for (const batch of fetchBatches([...ids])) {
          await queue.add(() => this.#group(namespace, batch, { truth, refused, unsure }));
        }
      }
    });
    return unsure;
  }

  async #group(
    namespace: string,
    ids: readonly string[],
    { truth, refused, unsure }: { truth: Truth; refused: Map<string, DeadLetter>; unsure: IdSets },
  ): Promise<void> {
    const found = await truth.fetch(namespace, ids);
    const states = new Map<string, StoredRecord | undefined>(ids.map((id) => [id, found.get(id)]));
    await this.deps.sender.bring(namespace, states, {
      onUnknown: (ns, unknown) => {
        this.#lateUntil = this.deps.clock.now() + this.deps.lateMs;
        const known = unsure.get(ns) ?? new Set<string>();
        unsure.set(ns, known);
        for (const id of unknown) known.add(id);
      },
      onRefused: (letter) => refused.set(JSON.stringify([letter.namespace, letter.id]), letter),
      onApplied: (ns, applied) => {
        for (const id of applied) refused.delete(JSON.stringify([ns, id]));
      },
    });
  }
}
