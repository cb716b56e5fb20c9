import { randomUUID } from "node:crypto";
import { type Facts, PodshiftError, stopped } from "../../errors";
import { displayNamespace } from "../../pinecone/namespace";
import type { CatchUpReader, IndexWriter, WriteOutcome } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import { formatDuration } from "../../util/format";

/** How it was proved that reads show what was written: by log sequence numbers, or by waiting and two reads that agree. */
export type Proof = "lsn" | "settled";

export interface FreshnessOptions {
  /** Milliseconds after which an index without log sequence numbers is taken to show its writes. */
  readonly settleMs: number;
  /** Milliseconds that one barrier is waited for, and two equal reads. */
  readonly boundMs: number;
  readonly signal: AbortSignal;
  /** A pod index has no log sequence numbers and isn't asked for any; "serverless" by default. */
  readonly kind?: "pod" | "serverless";
  /** Something that no record's id can have in it. */
  readonly unique?: () => string;
}

export interface Freshness {
  /**
   * Resolves when reads of the namespace show every write that was answered before the call.
   *
   * @throws PodshiftError NOT_FRESH when several barriers in turn weren't reached in time; STOPPED.
   */
  fresh(namespace: string): Promise<Proof>;
}

/** A namespace that was deleted and born again may count anew: a barrier that isn't reached is given up for a new one. */
const BARRIERS = 3;

/** Pauses between two looks, in milliseconds: the first, each 1.5 times longer, up to the longest. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** Ids of the barrier's delete begin so; no record is to have such an id. */
const BARRIER_ID = "podshift-barrier-";

/**
 * Proves that an index shows its writes. `settled` is the weaker proof: the namespace's record count, asked for twice after
 * `settleMs`, was the same; values may change without it.
 */
export function freshnessOf(
  reader: Pick<CatchUpReader, "stats" | "probe">,
  writer: Pick<IndexWriter, "deleteIds">,
  clock: Clock,
  options: FreshnessOptions,
): Freshness {
  const look = new Look(reader, writer, clock, options);
  return {
    fresh: async (namespace) => {
      if (options.kind === "pod") return look.settle(namespace);
      const before = (await reader.probe(namespace)).maxIndexedLsn;
      if (before === undefined) return look.settle(namespace);
      for (let at = 0; at < BARRIERS; at += 1) {
        const proof = await look.pass(namespace, before);
        if (proof !== undefined) return proof;
      }
      const waited = formatDuration(options.boundMs * BARRIERS);
      throw notFresh(namespace, `reads don't show its last writes after ${waited}`, { barriers: BARRIERS });
    },
  };
}

class Look {
  constructor(
    private readonly reader: Pick<CatchUpReader, "stats" | "probe">,
    private readonly writer: Pick<IndexWriter, "deleteIds">,
    private readonly clock: Clock,
    private readonly options: FreshnessOptions,
  ) {}

  /** One barrier: undefined when it wasn't reached within the bound. `before` is what reads showed before it was written. */
  async pass(namespace: string, before: number): Promise<Proof | undefined> {
    const written = await this.#within(
      (): Promise<Extract<WriteOutcome, { kind: "applied" | "refused" }> | undefined> => this.#barrier(namespace),
    );
    if (written === undefined) return undefined;
    // Where nothing was ever shown and there is nothing to delete, nothing was written.
    if (written.kind === "applied" && written.missingNamespace && before === 0) return "lsn";
    // The newest write of all can't have a lower number than one that reads show already, unless counting began anew.
    if (written.kind === "refused" || written.lsn === undefined || written.lsn < before) return this.settle(namespace);
    const lsn = written.lsn;
    return this.#within(async () => {
      const shown = (await this.reader.probe(namespace)).maxIndexedLsn;
      if (shown === undefined) return this.settle(namespace);
      return shown >= lsn ? "lsn" : undefined;
    });
  }

  async settle(namespace: string): Promise<"settled"> {
    await this.#sleep(this.options.settleMs);
    let last = await this.#count(namespace);
    const settled = await this.#within(async () => {
      await this.#sleep(FIRST_PAUSE_MS);
      const [before, now] = [last, await this.#count(namespace)];
      last = now;
      return before === now ? ("settled" as const) : undefined;
    });
    if (settled !== undefined) return settled;
    throw notFresh(namespace, `its record count keeps changing, ${last} now`, { records: last });
  }

  /** A write without effect; undefined while the service is busy or doesn't answer: a repetition does no harm. */
  async #barrier(namespace: string) {
    const id = `${BARRIER_ID}${(this.options.unique ?? randomUUID)()}`;
    const outcome = await this.writer.deleteIds(namespace, [id]);
    if (outcome.kind === "applied" || outcome.kind === "refused") return outcome;
    if (outcome.kind === "busy") await this.#sleep(outcome.retryAfterMs);
    return undefined;
  }

  async #count(namespace: string): Promise<number> {
    return (await this.reader.stats()).namespaces.get(namespace) ?? 0;
  }

  /** Looks again and again until there is an answer; undefined when there was none within the bound. */
  async #within<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
    const start = this.clock.now();
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      const answer = await look();
      if (answer !== undefined) return answer;
      const left = this.options.boundMs - (this.clock.now() - start);
      if (left <= 0) return undefined;
      await this.#sleep(Math.min(pause, left));
    }
  }

  async #sleep(ms: number): Promise<void> {
    const { signal } = this.options;
    if (signal.aborted) throw stopped(signal.reason);
    if (ms === 0) return;
    try {
      await this.clock.sleep(ms, signal);
    } catch (error) {
      throw signal.aborted ? stopped(error) : error;
    }
  }
}

function notFresh(namespace: string, what: string, facts: Facts): PodshiftError {
  const name = displayNamespace(namespace);
  return new PodshiftError("NOT_FRESH", `namespace ${name}: ${what}`, {
    facts: { namespace: name, ...facts },
    next: "run the command again; if it stays so, nothing else may write to this index while it is looked at",
  });
}
