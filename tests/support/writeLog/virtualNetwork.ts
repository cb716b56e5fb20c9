import type { LogStore } from "../../../provider/src/writeLog/store";
import { around, type Random } from "./random";
import type { VirtualProcess, VirtualTime } from "./virtualTime";

/** How requests fare. Shares of all requests, and milliseconds. */
export interface NetworkTemper {
  /** Mean of a way there or back. */
  readonly legMs: number;
  /** Share of ways that take up to `slowMs`. */
  readonly slow: number;
  readonly slowMs: number;
  /** Share of requests that never arrive, and of those whose answer is lost. */
  readonly dropped: number;
  readonly lost: number;
}

export const CALM: NetworkTemper = { legMs: 10, slow: 0, slowMs: 0, dropped: 0, lost: 0 };

/** Requests that are slow, time out with their effect done, done late, or never done. */
export class VirtualNetwork {
  temper: NetworkTemper;

  constructor(
    readonly time: VirtualTime,
    readonly random: Random,
    temper: NetworkTemper,
  ) {
    this.temper = temper;
  }

  /**
   * @param slow share of slow ways, when it is another than that of all requests
   * @param slowMs what a slow way takes at most, likewise
   * @param effect carried out at the server when the request arrives
   */
  request<T>(
    process: VirtualProcess,
    timeoutMs: number,
    effect: () => T,
    slow = this.temper.slow,
    slowMs = this.temper.slowMs,
  ): Promise<T> {
    const { time, random, temper } = this;
    const fate = random();
    const out = fate < temper.dropped ? Number.POSITIVE_INFINITY : this.#leg(slow, slowMs);
    const back = fate < temper.dropped + temper.lost ? Number.POSITIVE_INFINITY : this.#leg(slow, slowMs);
    return new Promise((resolve, reject) => {
      let answer: { readonly value: T } | undefined;
      if (out < Number.POSITIVE_INFINITY) {
        time.at(time.now + out, undefined, () => {
          answer = { value: effect() };
        });
      }
      const taken = out + back;
      if (taken >= timeoutMs) return time.at(time.now + timeoutMs, process, () => reject(new Error("no answer")));
      time.at(time.now + taken, process, () => {
        if (answer !== undefined) resolve(answer.value);
      });
    });
  }

  #leg(slow: number, slowMs: number): number {
    return this.random() < slow ? this.random() * slowMs : around(this.random, this.temper.legMs);
  }
}

/** Reads are slow as seldom: whoever follows a log makes hundreds, and is to come to its end. */
const SELDOM = 10;
/** Tries of a read before it fails, as a client of a store makes them by itself. */
const READ_TRIES = 4;

/** A log's store as one process reaches it over a network. */
export function networkStore(
  network: VirtualNetwork,
  process: VirtualProcess,
  files: Map<string, Uint8Array>,
  timeoutMs: number,
  written: (path: string) => void = () => undefined,
): LogStore {
  const request = <T>(effect: () => T) => network.request(process, timeoutMs, effect);
  const read = async <T>(effect: () => T): Promise<T> => {
    for (let left = READ_TRIES; ; left -= 1) {
      try {
        return await network.request(process, timeoutMs, effect, network.temper.slow / SELDOM);
      } catch (error) {
        if (left === 1) throw error;
      }
    }
  };
  return {
    url: "virtual://log",
    create: (path, body) =>
      request(() => {
        if (files.has(path)) return false;
        files.set(path, body);
        written(path);
        return true;
      }),
    put: (path, body) =>
      request(() => {
        files.set(path, body);
        written(path);
        return { storeTime: network.time.now };
      }),
    get: (path) => read(() => files.get(path)),
    list: (folder) =>
      read(() => {
        const below = [...files.keys()].filter((path) => path.startsWith(`${folder}/`));
        return [...new Set(below.map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""))];
      }),
    delete: (path) =>
      request(() => {
        files.delete(path);
      }),
  };
}
