import { type Difference, MOST_EXAMPLES } from "./report";

/** Differences that are kept for asking again; with more than these nobody waits for lag. */
const MOST_SUSPECTS = 10_000;

/** Differences that wait for being asked again, in bounded memory: beyond a number they are only counted. */
export class Suspects {
  #waiting: Difference[] = [];
  readonly #examples: Difference[] = [];
  /** By kind and namespace. */
  readonly #beyond = {
    missing: new Map<string, number>(),
    extra: new Map<string, number>(),
    different: new Map<string, number>(),
  };

  constructor(readonly most = MOST_SUSPECTS) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  /** True when it waits; false when it is only counted. */
  add(difference: Difference): boolean {
    if (this.#waiting.length < this.most) {
      this.#waiting.push(difference);
      return true;
    }
    const beyond = this.#beyond[difference.kind];
    beyond.set(difference.namespace, (beyond.get(difference.namespace) ?? 0) + 1);
    const alike = this.#examples.filter((each) => sortOf(each) === sortOf(difference));
    if (alike.length < MOST_EXAMPLES) this.#examples.push(difference);
    return false;
  }

  /** All that wait, in the order in which they came. */
  all(): readonly Difference[] {
    return this.#waiting;
  }

  /** Takes all that wait, by namespace and id. */
  take(): Map<string, Map<string, Difference>> {
    const taken = this.byNamespace();
    this.#waiting = [];
    return taken;
  }

  /** All that wait, by namespace and id. */
  byNamespace(): Map<string, Map<string, Difference>> {
    const all = new Map<string, Map<string, Difference>>();
    for (const each of this.#waiting) {
      const inNamespace = all.get(each.namespace) ?? new Map<string, Difference>();
      all.set(each.namespace, inNamespace.set(each.id, each));
    }
    return all;
  }

  /** Drops those that wait and of which `which` is true, and says how many they were. */
  drop(which: (difference: Difference) => boolean): number {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((each) => !which(each));
    return before - this.#waiting.length;
  }

  count(kind: Difference["kind"]): number {
    let total = 0;
    for (const count of this.counts(kind).values()) total += count;
    return total;
  }

  /** How many of a kind there are, by namespace. */
  counts(kind: Difference["kind"]): Map<string, number> {
    const counts = new Map(this.#beyond[kind]);
    for (const each of this.#waiting) {
      if (each.kind === kind) counts.set(each.namespace, (counts.get(each.namespace) ?? 0) + 1);
    }
    return counts;
  }

  /** Some of each sort, in the order of namespace and id, which doesn't hang on how requests overtook each other. */
  examples(): Difference[] {
    const taken = new Map<string, number>();
    return inOrder([...this.#waiting, ...this.#examples]).filter((each) => {
      const count = (taken.get(sortOf(each)) ?? 0) + 1;
      taken.set(sortOf(each), count);
      return count <= MOST_EXAMPLES;
    });
  }
}

/** Kind, and for a different content the part of the record. */
function sortOf({ kind, part }: Difference): string {
  return part === undefined ? kind : `${kind} ${part}`;
}

function inOrder(differences: readonly Difference[]): Difference[] {
  const placed = differences.map((each) => ({ place: JSON.stringify([each.namespace, each.id]), each }));
  return placed.sort((a, b) => (a.place < b.place ? -1 : 1)).map(({ each }) => each);
}
