import { busy } from "./refused";

/** How much may be under way. */
interface Most {
  readonly requests: number;
  readonly bufferedBytes: number;
}

/** Part of the room that writes leave to reads: a fence holds writes, any number of them, and never a read. */
const FOR_READS = 1 / 8;

/** What is taken of some room. */
class Room {
  requests = 0;
  bytes = 0;

  constructor(readonly most: Most) {}

  get isFull(): boolean {
    return this.requests >= this.most.requests;
  }

  has(bytes: number): boolean {
    return this.bytes + bytes <= this.most.bufferedBytes;
  }
}

/** What is under way, and whether there is room for more. */
export class Load {
  readonly #all: Room;
  readonly #writes: Room;
  #idle: (() => void)[] = [];

  constructor(most: Most) {
    this.#all = new Room(most);
    this.#writes = new Room({ requests: lessReads(most.requests), bufferedBytes: lessReads(most.bufferedBytes) });
  }

  get requests(): number {
    return this.#all.requests;
  }

  get bufferedBytes(): number {
    return this.#all.bytes;
  }

  /**
   * Begins a request.
   *
   * @throws Refused when there are too many
   */
  begin(kind: "read" | "write" = "read"): Share {
    const rooms = kind === "read" ? [this.#all] : [this.#all, this.#writes];
    if (rooms.some(({ isFull }) => isFull)) throw busy();
    for (const room of rooms) room.requests += 1;
    let bytes = 0;
    let ended = false;
    return {
      take: (count) => {
        if (ended || !rooms.every((room) => room.has(count))) throw busy();
        bytes += count;
        for (const room of rooms) room.bytes += count;
      },
      end: () => {
        if (ended) return;
        ended = true;
        for (const room of rooms) {
          room.bytes -= bytes;
          room.requests -= 1;
        }
        if (this.requests === 0) for (const resolve of this.#idle.splice(0)) resolve();
      },
    };
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.requests === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
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

/** At least one write is always possible. */
function lessReads(most: number): number {
  return Math.ceil(most * (1 - FOR_READS));
}
