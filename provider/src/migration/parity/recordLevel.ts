import { Comparison } from "./comparison";
import type { CountLevel } from "./countLevel";
import type { NamespaceDigests } from "./digest";
import { visitListed } from "./listing";
import type { ParityOptions } from "./options";
import type { QueryVector } from "./queryLevel";
import type { Difference, ParityReport, Uncaptured } from "./report";

export interface RecordLevel {
  readonly ids: ParityReport["ids"];
  readonly content: ParityReport["content"];
  readonly settled: number;
  readonly differences: readonly Difference[];
  readonly digests?: NamespaceDigests;
  readonly queryVectors: readonly QueryVector[];
  /** Records in flight each time they were compared; left out when there are none. */
  readonly moving?: number;
  readonly uncaptured?: Uncaptured;
}

/**
 * Levels 2 and 3 while nobody writes: every id that serverless lists is looked for in the pod index (pods can't list),
 * and the content of all, or of a sample, is compared. Equal counts and every serverless id found in the pod index make
 * the same set.
 */
export async function compareRecords(options: ParityOptions, counted: CountLevel): Promise<RecordLevel> {
  const level = new Level(options, counted);
  await level.lookAt(counted.namespaces);
  await level.askAgain();
  return level.result();
}

class Level {
  readonly #comparison: Comparison;
  #foundLater = 0;

  constructor(
    readonly options: ParityOptions,
    readonly counted: CountLevel,
  ) {
    this.#comparison = new Comparison(options, counted.counts.serverless);
  }

  lookAt(namespaces: readonly string[]): Promise<void> {
    const comparison = this.#comparison;
    return visitListed(this.options, namespaces, comparison.seen, (namespace, ids) => comparison.visit(namespace, ids));
  }

  /** Reads of serverless may lag: a difference counts once it has stayed through every attempt. */
  async askAgain(): Promise<void> {
    const { attempts = 3, settleMs = 2_000, clock, signal } = this.options;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const short = this.#unlisted();
      if (this.#comparison.suspects.waiting === 0 && short.length === 0) return;
      await clock.sleep(settleMs, signal);
      await this.#comparison.again();
      await this.#listAgain(short);
    }
  }

  /** Namespaces of equal counts of which serverless listed less than the pod index holds: a listing may lag as well. */
  #unlisted(): string[] {
    const different = new Set(this.counted.counts.different.map(({ namespace }) => namespace));
    return this.counted.namespaces.filter((each) => !different.has(each) && this.#missingIn(each) > 0);
  }

  async #listAgain(namespaces: readonly string[]): Promise<void> {
    const before = namespaces.reduce((sum, each) => sum + this.#missingIn(each), 0);
    await this.lookAt(namespaces);
    this.#foundLater += before - namespaces.reduce((sum, each) => sum + this.#missingIn(each), 0);
  }

  result(): RecordLevel {
    const unlisted = [...this.counted.pod.keys()].reduce((sum, each) => sum + this.#missingIn(each), 0);
    const missing = unlisted + this.#comparison.suspects.count("missing");
    const level = resultOf(this.#comparison, missing, this.counted.counts.pod);
    return { ...level, settled: level.settled + this.#foundLater };
  }

  /** Records of the pod index that serverless doesn't list. */
  #missingIn(namespace: string): number {
    return Math.max(0, (this.counted.pod.get(namespace) ?? 0) - (this.#comparison.inPod.get(namespace) ?? 0));
  }
}

/** What a comparison came to, of so many records in the pod index. */
export function resultOf(comparison: Comparison, missing: number, of: number): RecordLevel {
  const { suspects, options } = comparison;
  const different = suspects.count("different");
  const all = options.content === "all";
  return {
    ids: { looked: comparison.looked, missing, extra: suspects.count("extra") },
    content: { mode: all ? "all" : "sample", compared: comparison.compared + different, of, different },
    settled: comparison.settled,
    differences: suspects.examples(),
    ...(all ? { digests: comparison.sums.value() } : {}),
    queryVectors: comparison.vectors.items(),
  };
}
