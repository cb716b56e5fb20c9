import type { DeadLetter } from "../apply/sender";
import type { CatchUpState, IdsByNamespace } from "./state";

/** A catch-up's state while a round works on it. */
export class Book {
  readonly #recent: Map<string, Set<string>>;
  readonly #unknown: Map<string, Map<string, number>>;
  readonly #refused: Map<string, DeadLetter>;

  constructor(readonly base: CatchUpState) {
    this.#recent = new Map(Object.entries(base.recent).map(([ns, ids]) => [ns, new Set(ids)]));
    this.#unknown = new Map(Object.entries(base.unknown).map(([ns, ids]) => [ns, new Map(Object.entries(ids))]));
    this.#refused = new Map(base.refused.map((letter) => [keyOf(letter.namespace, letter.id), letter]));
  }

  /** The state as it is now, at the position where the round began. */
  get state(): CatchUpState {
    return {
      ...this.base,
      recent: Object.fromEntries([...this.#recent].map(([ns, ids]) => [ns, [...ids]])),
      unknown: Object.fromEntries([...this.#unknown].map(([ns, ids]) => [ns, Object.fromEntries(ids)])),
      refused: [...this.#refused.values()],
    };
  }

  /** Ids written in a namespace since it was last proved fresh. */
  recentIn(namespace: string): ReadonlySet<string> {
    return this.#recent.get(namespace) ?? new Set();
  }

  get recent(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#recent;
  }

  /** Answers whether any of them was not known yet. */
  addRecent(namespace: string, ids: Iterable<string>): boolean {
    const known = this.#recent.get(namespace) ?? new Set<string>();
    const before = known.size;
    for (const id of ids) known.add(id);
    if (known.size > 0) this.#recent.set(namespace, known);
    return known.size > before;
  }

  /** Every read of the namespace shows what was answered: only what may yet take effect is kept. */
  provedFresh(namespace: string): void {
    const kept = [...(this.#unknown.get(namespace)?.keys() ?? [])];
    if (kept.length === 0) this.#recent.delete(namespace);
    else this.#recent.set(namespace, new Set(kept));
  }

  get unknown(): IdsByNamespace {
    return Object.fromEntries([...this.#unknown].map(([ns, ids]) => [ns, [...ids.keys()]]));
  }

  get hasUnknown(): boolean {
    return this.#unknown.size > 0;
  }

  addUnknown(namespace: string, ids: readonly string[], sentAt: number): void {
    const known = this.#unknown.get(namespace) ?? new Map<string, number>();
    for (const id of ids) known.set(id, Math.max(known.get(id) ?? sentAt, sentAt));
    this.#unknown.set(namespace, known);
  }

  /** A round that began then has read and written them once more: requests sent before can't take effect any more. */
  forgetUnknown(sentUntil: number): void {
    for (const [namespace, ids] of this.#unknown) {
      for (const [id, sentAt] of ids) if (sentAt <= sentUntil) ids.delete(id);
      if (ids.size === 0) this.#unknown.delete(namespace);
    }
  }

  refuse(letter: DeadLetter): void {
    this.#refused.set(keyOf(letter.namespace, letter.id), letter);
  }

  accept(namespace: string, ids: readonly string[]): void {
    if (this.#refused.size > 0) for (const id of ids) this.#refused.delete(keyOf(namespace, id));
  }
}

function keyOf(namespace: string, id: string): string {
  return JSON.stringify([namespace, id]);
}
