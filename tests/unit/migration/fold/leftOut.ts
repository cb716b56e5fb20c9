import type { FoldRunDeps } from "../../../../provider/src/migration/fold/run";
import { type Change, Control, type ControlRecord } from "../../../../provider/src/writeLog/control";
import type { LogStore } from "../../../../provider/src/writeLog/store";
import type { VirtualProcess } from "./virtualProcess";

/**
 * Rules that can be left out, to see that the histories notice. Without "others' clocks" the end state stays that of the log
 * in its own order, for the watermark is the smallest time of all: what goes wrong is that order itself, against real time.
 */
export const RULES = [
  "log from its start",
  "kept resolutions",
  "seals",
  "leases before segments",
  "floor",
  "floor before its use",
  "others' clocks",
  "freshness",
  "lateMs",
  "lateMs at a takeover",
] as const;

export type LeftOut = (typeof RULES)[number];

/** Those that less than one history in a hundred needs. */
export const RARE: ReadonlySet<LeftOut> = new Set<LeftOut>(["floor before its use", "lateMs at a takeover"]);

/** The log as it was before the leases were read. */
export class FrozenSegments {
  #seen: Set<string> | undefined;
  readonly #asked = new Set<string>();

  /** @param files of the store */
  constructor(readonly files: ReadonlyMap<string, unknown>) {}

  /** Looks at the segments; some time passes before the leases are. */
  async take(process: VirtualProcess, ms: number): Promise<void> {
    this.#seen = new Set(this.files.keys());
    await process.clock.sleep(ms);
  }

  around(store: LogStore): LogStore {
    const isHidden = (path: string) =>
      path.startsWith("segments/") && this.#seen?.has(path) === false && !this.#asked.has(path);
    return {
      ...store,
      create: (path, body) => {
        this.#asked.add(path);
        return store.create(path, body);
      },
      get: async (path) => (isHidden(path) ? undefined : store.get(path)),
    };
  }
}

/** Who joins is not told how far those had come who ended: but for the floor that is what it would start above. */
export function withoutEndTimes(store: LogStore): LogStore {
  return {
    ...store,
    get: async (path) => {
      const body = await store.get(path);
      if (body === undefined || !path.startsWith("control/")) return body;
      const record = JSON.parse(Buffer.from(body).toString("utf8")) as ControlRecord;
      const writers = Object.entries(record.writers).map(([w, { t: _, ...writer }]) => [w, writer]);
      return Buffer.from(JSON.stringify({ ...record, writers: Object.fromEntries(writers) }));
    },
  };
}

/** The fold goes on with a watermark that is not in the control record. */
export class FloorlessControl extends Control {
  #postponed: Change | undefined;

  override async swap(change: Change): Promise<ControlRecord | undefined> {
    const now = await this.read();
    const wanted = change(now);
    if (wanted === undefined || !("floor" in wanted)) return super.swap(change);
    this.#postponed = change;
    return now;
  }

  /** Raises it after all. */
  async raise(): Promise<void> {
    const change = this.#postponed;
    this.#postponed = undefined;
    if (change !== undefined) await super.swap(change);
  }
}

/** Each pass asks the index anew which records a bulk entry touches. */
export const UNKEPT: FoldRunDeps["resolutions"] = {
  find: async () => undefined,
  keep: async (_writer, _place, ids) => ids,
};

/** Who declares a writer dead does not create the seal, and takes its number for the end. */
export function withoutSeals(store: LogStore): LogStore {
  const isSeal = (body: Uint8Array) => Buffer.from(body).includes('"seal":true');
  return {
    ...store,
    create: async (path, body) => {
      if (!isSeal(body)) return store.create(path, body);
      return (await store.get(path)) === undefined;
    },
  };
}

/** A writer that hears no other's time. */
export function deaf(store: LogStore): LogStore {
  return { ...store, get: async (path) => (path.startsWith("writers/") ? undefined : store.get(path)) };
}

/** How applications reach the log's store without a rule. */
export const REACHED_WITHOUT: Partial<Readonly<Record<LeftOut, (store: LogStore) => LogStore>>> = {
  "others' clocks": deaf,
  floor: withoutEndTimes,
  "floor before its use": withoutEndTimes,
};
