import { randomUUID } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import type { Index } from "@pinecone-database/pinecone";
import { captureWrites } from "../../provider/src/capture";
import { systemClock } from "../../provider/src/util/clock";
import { DEFAULT_TIMES } from "../../provider/src/writeLog/control";
import { openLog } from "../../provider/src/writeLog/openLog";
import { baseContent, type Lane, LaneOperations, lanesOf, placesOf } from "../../tests/support/load/lanes";
import type { Operation } from "../../tests/support/load/operation";
import { outcomeOf, send } from "../../tests/support/load/sending";

/** No effect comes late in the emulator, and it has one replica. */
const TIMES = { ...DEFAULT_TIMES, settleMs: 0, lateMs: 1_000 };
const WRITERS = ["w0", "w1", "w2", "w3"];
/** Writes to records of their own that each writer has under way, beside one bulk write and one to a shared record. */
const LANES = 6;
const IDS = 40;
const SEED = 10;

/** Lanes of all writers: 32 writes are under way at a time. */
export const LANES_OF_ALL: readonly Lane[] = WRITERS.flatMap((writer) => lanesOf(writer, LANES, IDS));

/** Every id that is ever written, by namespace. */
export function everyId(): Map<string, string[]> {
  const ids = new Map<string, Set<string>>();
  for (const place of LANES_OF_ALL.flatMap(placesOf)) {
    const known = ids.get(place.ns) ?? new Set();
    for (const id of place.ids) known.add(id);
    ids.set(place.ns, known);
  }
  return new Map([...ids].map(([ns, all]) => [ns, [...all]]));
}

/** The records that are there before anybody writes. */
export async function loadBase(index: Index): Promise<void> {
  for (const [namespace, ids] of everyId()) {
    const records = ids.flatMap((id) => {
      const content = baseContent(namespace, id);
      return content === undefined ? [] : [{ id, values: [...content.values], metadata: content.metadata }];
    });
    for (let at = 0; at < records.length; at += 100) {
      await index.upsert({ namespace, records: records.slice(at, at + 100) });
    }
  }
}

/** An index whose writes are captured into a log that is begun for it. */
export async function captured(
  index: Index,
  { podIndex, host, logUrl }: { readonly podIndex: string; readonly host: string; readonly logUrl: string },
  connect: (host: string) => Index,
): Promise<Index> {
  const { control } = openLog(logUrl, { clock: systemClock, nonce: randomUUID });
  await control.begin({ writes: "mirrored", pod: { name: podIndex, host }, times: TIMES });
  return captureWrites(index, { log: logUrl, connect: (place) => connect(place.host) });
}

export interface Written {
  readonly acknowledged: number;
  readonly failed: number;
}

/** Files of the two logs that one may keep by hand. */
export interface LogsByHand {
  /** Each write before it is sent, in the order of sending. */
  readonly before: string;
  /** Each write once it is acknowledged, in the order of the answers. */
  readonly acknowledged: string;
}

/** An application that writes so many times, and beside it keeps logs by hand as the guide asks for. A failed write is given up. */
export class Application {
  #acknowledged = 0;
  #failed = 0;
  #left: number;
  readonly #before: number;
  readonly #afterwards: number;

  constructor(
    readonly index: Index,
    readonly writes: number,
    logs: LogsByHand,
  ) {
    this.#left = writes;
    this.#before = openSync(logs.before, "w");
    this.#afterwards = openSync(logs.acknowledged, "w");
  }

  /** Writes until all is written; `halfway` is called once, when half of it is, and doesn't hold the others up. */
  async run(halfway: () => Promise<void>): Promise<Written> {
    let half: Promise<void> | undefined;
    const lane = async (each: Lane) => {
      const operations = new LaneOperations(each, SEED, 0, true);
      while (this.#left > 0) {
        this.#left -= 1;
        if (this.#left === Math.floor(this.writes / 2)) half = halfway();
        await this.#write(operations.next());
      }
    };
    await Promise.all(LANES_OF_ALL.map(lane));
    await half;
    for (const log of [this.#before, this.#afterwards]) closeSync(log);
    return { acknowledged: this.#acknowledged, failed: this.#failed };
  }

  async #write(operation: Operation): Promise<void> {
    const line = `${JSON.stringify(operation)}\n`;
    writeSync(this.#before, line);
    const { kind } = await outcomeOf(send(this.index, operation));
    if (kind === "acked") {
      this.#acknowledged += 1;
      writeSync(this.#afterwards, line);
    } else {
      this.#failed += 1;
    }
  }
}
