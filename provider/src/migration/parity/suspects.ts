import type { Difference } from "./report";

/** Differences that are kept for asking again; with more than these nobody waits for lag. */
const MOST_SUSPECTS = 10_000;
/** Differences that are kept of those that nobody asks again. */
const MOST_EXAMPLES = 10;

/** Differences that wait for being asked again, in bounded memory: beyond a number they are only counted. */
export class Suspects {
  #waiting: Difference[] = [];
  readonly #examples: Difference[] = [];
  readonly #beyond = { missing: 0, extra: 0, different: 0 };

  constructor(readonly most = MOST_SUSPECTS) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  add(difference: Difference): void {
    if (this.#waiting.length < this.most) {
      this.#waiting.push(difference);
      return;
    }
    this.#beyond[difference.kind] += 1;
    if (this.#examples.length < MOST_EXAMPLES) this.#examples.push(difference);
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
    return this.#beyond[kind] + this.#waiting.filter((each) => each.kind === kind).length;
  }

  /** Some of them, in the order of namespace and id, which doesn't hang on how requests overtook each other. */
  examples(): Difference[] {
    const place = ({ namespace, id }: Difference) => JSON.stringify([namespace, id]);
    return [...this.#waiting, ...this.#examples].sort((a, b) => (place(a) < place(b) ? -1 : 1)).slice(0, MOST_EXAMPLES);
  }
}
