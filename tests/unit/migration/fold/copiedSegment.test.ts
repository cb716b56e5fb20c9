import assert from "node:assert/strict";
import type { FoldCheckpoint } from "../../../../provider/src/migration/fold/checkpoint";
import type { FoldTarget } from "../../../../provider/src/migration/fold/ports";
import { Resolutions } from "../../../../provider/src/migration/fold/resolutions";
import { FoldRunner } from "../../../../provider/src/migration/fold/run";
import type { StoredRecord } from "../../../../provider/src/pinecone/types";
import { Control, type ControlRecord, DEFAULT_TIMES } from "../../../../provider/src/writeLog/control";
import { encodeEntry } from "../../../../provider/src/writeLog/encoding";
import { systemLeaseClock } from "../../../../provider/src/writeLog/lease";
import { segmentPath } from "../../../../provider/src/writeLog/segments";
import { VirtualTime } from "../../../support/provider/virtualTime";
import { MemoryStore } from "../../../support/writeLog/memoryStore";
import { inFolder } from "./folder";

/** A log of one writer, brought to an index that keeps what it is given. */
class Stage {
  readonly store = new MemoryStore();
  readonly time = new VirtualTime();
  readonly index = new Map<string, StoredRecord>();
  #checkpoint: FoldCheckpoint | undefined;

  constructor(readonly folder: string) {}

  /** A segment of upserts of record "a": each stamp is its value too. */
  async write(number: number, stamps: readonly number[]): Promise<void> {
    const lines = stamps.map((t) =>
      encodeEntry({ v: 1, t, n: 0, w: "w", e: 1, ns: "", op: "upsert", id: "a", values: [t] }),
    );
    await this.store.create(segmentPath("w", number), Buffer.from(`${lines.join("\n")}\n`));
  }

  async copy(from: number, to: number): Promise<void> {
    const body = await this.store.get(segmentPath("w", from));
    await this.store.create(segmentPath("w", to), body ?? Buffer.alloc(0));
  }

  /** Folds up to a segment, as inside a fence, by a process of its own. */
  async fold(end: number): Promise<void> {
    const { store, time, folder } = this;
    const control = new Control(store, time, () => "n");
    const runner = new FoldRunner({
      ...{ store, control, clock: time, leaseClock: systemLeaseClock, lateMs: 0, fold: { folder } },
      target: this.#target(),
      resolutions: new Resolutions(store, () => "n"),
      checkpoints: {
        load: async () => this.#checkpoint,
        save: async (checkpoint) => {
          this.#checkpoint = JSON.parse(JSON.stringify(checkpoint));
        },
      },
    });
    const done = await time.until(runner.pass({ record: RECORD, end: { w: end } }));
    assert.equal(done.kind, "done");
  }

  #target(): FoldTarget {
    const never = () => {
      throw new Error("whole records are asked for nothing");
    };
    return {
      bring: async (_namespace, records) => {
        for (const [id, record] of records) if (record !== undefined) this.index.set(id, record);
        return { unsure: false };
      },
      ...{ fresh: never, fetch: never, idsByFilter: never, listIds: never },
    };
  }
}

const RECORD: ControlRecord = {
  ...{
    v: 1,
    log: "log",
    epoch: 2,
    state: "fenced",
    active: "pod",
    writes: "deferred",
    pod: { name: "docs", host: "h" },
  },
  ...{ writers: { w: {} }, by: "n", floor: 0, times: DEFAULT_TIMES, soon: false, applier: "" },
};

describe("a segment that was copied under a later number", () => {
  const folder = inFolder();

  it("is passed over within a pass", async () => {
    const stage = new Stage(folder());
    await stage.write(0, [1, 2]);
    await stage.write(1, [3, 4]);
    await stage.copy(0, 2);
    await stage.fold(3);
    assert.deepEqual(stage.index.get("a")?.values, [4]);
  });

  it("is passed over by a later run, and what comes behind it is folded", async () => {
    const stage = new Stage(folder());
    await stage.write(0, [1, 2]);
    await stage.write(1, [3, 4]);
    await stage.fold(2);
    await stage.copy(0, 2);
    await stage.copy(1, 3);
    await stage.copy(0, 4);
    await stage.fold(5);
    assert.deepEqual(stage.index.get("a")?.values, [4]);
    await stage.write(5, [5]);
    await stage.fold(6);
    assert.deepEqual(stage.index.get("a")?.values, [5]);
  });
});
