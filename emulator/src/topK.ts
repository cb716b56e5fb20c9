/** The best `k` of what is offered, kept in a binary heap whose root is the worst that is still in. */
export class TopK<T> {
  readonly #heap: T[] = [];

  /** `before` says whether `a` ranks before `b`; it must be a total order. */
  constructor(
    private readonly k: number,
    private readonly before: (a: T, b: T) => boolean,
  ) {}

  /** The one that the next better item takes the place of; undefined while there is room. */
  get worst(): T | undefined {
    return this.#heap.length < this.k ? undefined : this.#heap[0];
  }

  offer(item: T): void {
    const heap = this.#heap;
    if (heap.length < this.k) {
      heap.push(item);
      this.#up(heap.length - 1);
    } else if (this.before(item, heap[0] as T)) {
      heap[0] = item;
      this.#down(0);
    }
  }

  /** The best first. */
  ranked(): T[] {
    return this.#heap.slice().sort((a, b) => (this.before(a, b) ? -1 : 1));
  }

  #up(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#worse(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #down(from: number): void {
    let at = from;
    for (;;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#heap.length && this.#worse(child, worst)) worst = child;
      }
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }

  #worse(a: number, b: number): boolean {
    return this.before(this.#heap[b] as T, this.#heap[a] as T);
  }

  #swap(a: number, b: number): void {
    const item = this.#heap[a] as T;
    this.#heap[a] = this.#heap[b] as T;
    this.#heap[b] = item;
  }
}
