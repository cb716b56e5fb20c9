import { Comparison } from "./comparison";
import { visitListed } from "./listing";
import { MovingCounts } from "./movingCounts";
import type { InFlight, MovingWrites, ParityOptions } from "./options";
import { lookAtListed, lookForExtra, type RecordLevel, resultOf } from "./recordLevel";
import type { Difference, ParityReport, Uncaptured } from "./report";
import { SeenIds } from "./seenIds";

/** Records that may wait for being asked again: those written while millions were compared, some 200 bytes each. */
const MOST_SUSPECTS = 1_000_000;
/** Uncaptured records that a report names. */
const EXAMPLES = 10;

export interface Compared {
  readonly counts: ParityReport["counts"];
  readonly records: RecordLevel;
}

/**
 * Levels 1 to 3 while writes go on. What differs is asked again after a catch-up round. It is a difference if the log
 * doesn't name the record as in flight, neither before it was asked nor after: then the round has brought over all that
 * was written to it, and nothing was written since. It begins with a round: what was written before the comparison then
 * is on both sides, and compared.
 */
export async function compareMoving(options: ParityOptions, moving: MovingWrites): Promise<Compared> {
  await moving.round();
  options.signal?.throwIfAborted();
  const level = new MovingLevel(options, moving, await firstCounts(options, moving));
  await level.listAll();
  await level.askAgain();
  return level.result();
}

/** Reads the counts of both sides, then what is in flight: the other way round a write in between would look wrong. */
async function firstCounts(options: ParityOptions, moving: MovingWrites): Promise<MovingCounts> {
  const counts = new MovingCounts();
  await takeCounts(counts, options, moving, "first");
  const { pod } = counts.total;
  options.onProgress?.({ stage: "counts", done: pod, total: pod, ratePerSecond: 0 });
  return counts;
}

async function takeCounts(
  counts: MovingCounts,
  options: ParityOptions,
  moving: MovingWrites,
  when: "first" | "at once" | "settled",
): Promise<InFlight> {
  const [pod, serverless] = await Promise.all([options.pod.stats(), options.serverless.stats()]);
  const inFlight = await moving.inFlight();
  counts.take(pod, serverless, inFlight, when);
  return inFlight;
}

class MovingLevel {
  readonly #comparison: Comparison;
  /** Namespaces of which serverless, between two rounds, listed fewer ids than are counted, and by how many. */
  readonly #short = new Map<string, number>();
  readonly #known: Set<string>;
  /** What was in flight before and after the suspects were asked for the last time. */
  #around: readonly InFlight[] = [];

  constructor(
    readonly options: ParityOptions,
    readonly moving: MovingWrites,
    readonly counts: MovingCounts,
  ) {
    this.#comparison = new Comparison(options, counts.total.serverless, MOST_SUSPECTS);
    this.#known = new Set(counts.namespaces);
  }

  async listAll(): Promise<void> {
    const { clock, settleMs = 2_000, signal } = this.options;
    const settled = clock.now() + settleMs;
    const comparison = this.#comparison;
    await lookAtListed(comparison, this.counts.namespaces);
    const listed = new Map(this.counts.namespaces.map((each) => [each, comparison.tallies.of(each).looked]));
    await lookForExtra(comparison);
    const left = settled - clock.now();
    if (left > 0) await clock.sleep(left, signal);
    await this.#takeCounts("settled");
    this.#noteCounted(listed);
    this.#noteResumed();
  }

  /**
   * What was compared before a run was killed stays good: equal records were equal at a time since the position of the log
   * that was noted before the FIRST run, from which on `digestRefresh` reads again all that the log names; suspects are
   * asked again after a round of this run, and judged by what is in flight around that; counts are all of this run. Only
   * the list has not been made between two rounds: rounds have brought records to places that were listed already, and
   * what they deleted may make up for them in the count. So it is made once more, between two rounds, for the ids alone.
   */
  #noteResumed(): void {
    for (const { namespace } of this.options.keeper?.before?.namespaces ?? []) {
      if (this.#known.has(namespace) && !this.#short.has(namespace)) this.#short.set(namespace, 0);
    }
  }

  /** Asks until nothing is left to ask, or the attempts are used up. */
  async askAgain(): Promise<void> {
    const { attempts = 8, settleMs = 2_000, clock, signal } = this.options;
    for (let attempt = 0; attempt < Math.max(1, attempts) && this.#isOpen(); attempt += 1) {
      await this.moving.round();
      signal?.throwIfAborted();
      const before = await this.moving.inFlight();
      await this.#comparison.again();
      const listed = await this.#list([...this.#short.keys()]);
      this.#around = [before, await this.#takeCounts("at once")];
      // Counts may lag behind the round, while records and lists are fresh.
      await clock.sleep(settleMs, signal);
      await this.#takeCounts("settled");
      this.#noteCounted(listed);
    }
  }

  #takeCounts(when: "at once" | "settled"): Promise<InFlight> {
    this.counts.noteExtra(this.#comparison.suspects.counts("extra"));
    return takeCounts(this.counts, this.options, this.moving, when);
  }

  #isOpen(): boolean {
    return this.#comparison.suspects.waiting > 0 || this.#short.size > 0 || this.counts.open;
  }

  /** How many ids serverless lists, by namespace; those that nobody has looked at yet are looked at. */
  async #list(namespaces: readonly string[]): Promise<Map<string, number>> {
    const { seen } = this.#comparison;
    const listed = new Map(namespaces.map((each) => [each, 0]));
    await visitListed(this.options, namespaces, new SeenIds(), async (namespace, ids) => {
      listed.set(namespace, (listed.get(namespace) ?? 0) + ids.length);
      const fresh = ids.filter((id) => seen.add(namespace, id));
      if (fresh.length > 0) await this.#comparison.visit(namespace, fresh);
    });
    return listed;
  }

  /** A namespace that was not counted at first is listed once too. */
  #noteCounted(listed: ReadonlyMap<string, number>): void {
    for (const [namespace, ids] of listed) {
      const short = this.counts.onBoth(namespace) - ids;
      if (short > 0) this.#short.set(namespace, short);
      else this.#short.delete(namespace);
    }
    for (const namespace of this.counts.namespaces) {
      if (!this.#known.has(namespace)) this.#short.set(namespace, 0);
      this.#known.add(namespace);
    }
  }

  async result(): Promise<Compared> {
    const { suspects } = this.#comparison;
    const moving = suspects.drop((each) => this.#around.some((inFlight) => isInFlight(inFlight, each)));
    this.counts.noteExtra(suspects.counts("extra"));
    const uncaptured = await this.#uncaptured();
    const level = resultOf(this.#comparison, this.#missing(), this.counts.byNamespace);
    return {
      counts: this.counts.value(),
      records: {
        ...level,
        ...(moving === 0 ? {} : { moving }),
        ...(uncaptured.records === 0 ? {} : { uncaptured }),
      },
    };
  }

  /** By count, or as many as were not listed, or listed and not given: the same records may show in several ways. */
  #missing(): Map<string, number> {
    const { suspects } = this.#comparison;
    const byNamespace = suspects.byNamespace();
    const neverGiven = suspects.counts("missing");
    const names = new Set([...this.counts.namespaces, ...byNamespace.keys(), ...neverGiven.keys()]);
    const missing = new Map<string, number>();
    for (const namespace of names) {
      const kinds = [...(byNamespace.get(namespace)?.values() ?? [])].map(({ kind }) => kind);
      const extra = kinds.filter((kind) => kind === "extra").length;
      const notGiven = neverGiven.get(namespace) ?? 0;
      missing.set(
        namespace,
        Math.max(this.counts.missing(namespace, extra), this.#short.get(namespace) ?? 0, notGiven),
      );
    }
    return missing;
  }

  async #uncaptured(): Promise<Uncaptured> {
    let records = 0;
    const examples: { namespace: string; id: string }[] = [];
    for (const [namespace, found] of this.#comparison.suspects.byNamespace()) {
      const ids = [...found.keys()].sort();
      const named = await this.moving.named(namespace, ids);
      const past = ids.filter((id) => !named.has(id));
      records += past.length;
      examples.push(...past.slice(0, EXAMPLES - examples.length).map((id) => ({ namespace, id })));
    }
    return { records, examples };
  }
}

function isInFlight(inFlight: InFlight, { namespace, id }: Difference): boolean {
  const ids = inFlight.get(namespace);
  return ids === "all" || (ids?.has(id) ?? false);
}
