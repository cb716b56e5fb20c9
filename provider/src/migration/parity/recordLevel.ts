import { idBatches } from "./batches";
import { Comparison } from "./comparison";
import type { CountLevel } from "./countLevel";
import type { NamespaceDigests } from "./digest";
import { visitInOrder, visitListed } from "./listing";
import { type FoundByNamespace, namespaceRows } from "./namespaceRows";
import type { NamedId, ParityOptions } from "./options";
import type { Difference, NamespaceParity, ParityReport, Uncaptured } from "./report";
import type { SampledId } from "./searchSample";
import type { SeenIds } from "./seenIds";
import { WorkQueue } from "./workQueue";

export interface RecordLevel {
  readonly ids: ParityReport["ids"];
  readonly content: ParityReport["content"];
  readonly settled: number;
  /** Every namespace, in the order of their names. */
  readonly namespaces: readonly NamespaceParity[];
  /** Some of each sort. */
  readonly differences: readonly Difference[];
  /** All that were asked again and stayed, in no order. */
  readonly stayed: readonly Difference[];
  readonly digests?: NamespaceDigests;
  /** In the order of their places: the first ones are asked by. */
  readonly sampled: readonly SampledId[];
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
  await level.lookAtAll();
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

  async lookAtAll(): Promise<void> {
    await lookAtListed(this.#comparison, this.counted.namespaces);
    await lookForExtra(this.#comparison);
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
    const { seen } = this.#comparison;
    await visitListed(this.options, namespaces, seen, (namespace, ids) => this.#comparison.visit(namespace, ids));
    this.#foundLater += before - namespaces.reduce((sum, each) => sum + this.#missingIn(each), 0);
  }

  result(): RecordLevel {
    const notGiven = this.#comparison.suspects.counts("missing");
    const missing = new Map(
      [...new Set([...this.counted.pod.keys(), ...notGiven.keys()])].map((each) => [
        each,
        this.#missingIn(each) + (notGiven.get(each) ?? 0),
      ]),
    );
    const level = resultOf(this.#comparison, missing, this.counted);
    return { ...level, settled: level.settled + this.#foundLater };
  }

  /** Records of the pod index that serverless doesn't list. */
  #missingIn(namespace: string): number {
    return Math.max(0, (this.counted.pod.get(namespace) ?? 0) - (this.#comparison.inPod.get(namespace) ?? 0));
  }
}

/** Looks at every id that serverless lists, and keeps how far that has got. */
export async function lookAtListed(comparison: Comparison, namespaces: readonly string[]): Promise<void> {
  await visitInOrder(comparison.options, namespaces, comparison, (namespace) => comparison.ended(namespace));
  await comparison.listed();
}

/** Looks for ids that are known from elsewhere and that serverless doesn't list: the pod index may hold them. */
export async function lookForExtra(comparison: Comparison): Promise<void> {
  const { extraIds, ...options } = comparison.options;
  if (extraIds === undefined) return;
  const queue = new WorkQueue(options);
  await queue.run(async () => {
    for await (const { namespace, ids } of idBatches(unlisted(comparison.seen, extraIds))) {
      await queue.add(() => comparison.lookFor(namespace, ids));
    }
  });
}

async function* unlisted(seen: SeenIds, named: AsyncIterable<NamedId>): AsyncGenerator<NamedId> {
  for await (const each of named) if (seen.addUnlisted(each.namespace, each.id)) yield each;
}

/** What a comparison came to. `missing` is by namespace, `counts` records by namespace and side. */
export function resultOf(
  comparison: Comparison,
  missing: ReadonlyMap<string, number>,
  counts: FoundByNamespace["counts"],
): RecordLevel {
  const { suspects, options, tallies } = comparison;
  const different = suspects.count("different");
  const all = options.content === "all";
  const [extraBy, differentBy] = [suspects.counts("extra"), suspects.counts("different")];
  const count: FoundByNamespace["count"] = (kind, each) =>
    (kind === "extra" ? extraBy : kind === "different" ? differentBy : missing).get(each) ?? 0;
  return {
    ids: { looked: comparison.looked, missing: sumOf(missing), extra: suspects.count("extra") },
    content: {
      mode: all ? "all" : "sample",
      compared: comparison.compared + different,
      of: sumOf(counts.pod),
      different,
    },
    settled: comparison.settled,
    namespaces: namespaceRows({ counts, tallies, missing, count }),
    differences: suspects.examples(),
    stayed: suspects.all(),
    ...(all ? { digests: comparison.sums.value() } : {}),
    sampled: comparison.sampled.items(),
  };
}

function sumOf(byNamespace: ReadonlyMap<string, number>): number {
  return [...byNamespace.values()].reduce((sum, each) => sum + each, 0);
}
