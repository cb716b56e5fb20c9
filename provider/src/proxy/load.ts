import { busy } from "./refused";

/** What is under way, and whether there is room for more. */
export class Load {
  #requests = 0;
  #bytes = 0;
  #idle: (() => void)[] = [];

  constructor(readonly most: { readonly requests: number; readonly bufferedBytes: number }) {}

  get requests(): number {
    return this.#requests;
  }

  get bufferedBytes(): number {
    return this.#bytes;
  }

  /**
   * Begins a request.
   *
   * @throws Refused when there are too many
   */
  begin(): Share {
    if (this.#requests >= this.most.requests) throw busy();
    this.#requests += 1;
    let bytes = 0;
    let ended = false;
    return {
      take: (count) => {
        if (ended || this.#bytes + count > this.most.bufferedBytes) throw busy();
        bytes += count;
        this.#bytes += count;
      },
      end: () => {
        if (ended) return;
        ended = true;
        this.#bytes -= bytes;
        this.#requests -= 1;
        if (this.#requests === 0) for (const resolve of this.#idle.splice(0)) resolve();
      },
    };
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.#requests === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }
}

/** One request's share of the load. */
export interface Share {
  /**
   * Takes memory for a body.
   *
   * @throws Refused when there is none left
   */
  take(bytes: number): void;
  end(): void;
}
