import assert from "node:assert/strict";
import { PodshiftError } from "../../../../provider/src/errors";
import type { FoldCheckpoint } from "../../../../provider/src/migration/fold/checkpoint";
import type { FoldTarget } from "../../../../provider/src/migration/fold/ports";
import { Resolutions } from "../../../../provider/src/migration/fold/resolutions";
import { type RefusedBulk, withRefused } from "../../../../provider/src/migration/fold/resolveBulk";
import { FoldRunner } from "../../../../provider/src/migration/fold/run";
import { Control, type ControlRecord, DEFAULT_TIMES } from "../../../../provider/src/writeLog/control";
import { encodeEntry } from "../../../../provider/src/writeLog/encoding";
import type { EntryBody } from "../../../../provider/src/writeLog/entry";
import { systemLeaseClock } from "../../../../provider/src/writeLog/lease";
import { segmentPath } from "../../../../provider/src/writeLog/segments";
import { VirtualTime } from "../../../support/provider/virtualTime";
import { MemoryStore } from "../../../support/writeLog/memoryStore";
import { inFolder } from "./folder";

const failed = (status: number) =>
  new PodshiftError("API_ERROR", `fetch by filter: ${status} no`, { facts: { status } });
/** As the client tells of what the service itself refuses. */
const invalid = () =>
  new PodshiftError("API_ERROR", "fetch by filter: 400 3 no", { facts: { status: 400, invalid: true } });

/** A log of one writer, brought to an index that finds all records by whatever filter, or fails. */
class Stage {
  readonly store = new MemoryStore();
  readonly time = new VirtualTime();
  readonly brought: string[] = [];
  readonly told: RefusedBulk[] = [];
  checkpoint: FoldCheckpoint | undefined;

  constructor(
    readonly folder: string,
    readonly pages: () => AsyncGenerator<readonly string[]>,
  ) {}

  async write(...bodies: EntryBody[]): Promise<void> {
    const lines = bodies.map((body, t) => `${encodeEntry({ v: 1, t, n: 0, w: "w", e: 1, ns: "", ...body })}\n`);
    await this.store.create(segmentPath("w", 0), Buffer.from(lines.join("")));
  }

  loseCheckpoint(): void {
    this.checkpoint = undefined;
  }

  async fold(): Promise<void> {
    const { store, time, folder } = this;
    const runner = new FoldRunner({
      ...{ store, clock: time, leaseClock: systemLeaseClock, lateMs: 0, fold: { folder } },
      control: new Control(store, time, () => "n"),
      target: this.#target(),
      resolutions: new Resolutions(store, () => "n"),
      checkpoints: {
        load: async () => this.checkpoint,
        save: async (checkpoint) => {
          this.checkpoint = JSON.parse(JSON.stringify(checkpoint));
        },
      },
      onRefusedBulk: (refused) => this.told.push(refused),
    });
    assert.equal((await time.until(runner.pass({ record: RECORD, end: { w: 1 } }))).kind, "done");
  }

  #target(): FoldTarget {
    return {
      bring: async (_namespace, records) => {
        for (const [id, record] of records) this.brought.push(record === undefined ? `-${id}` : id);
        return { unsure: false };
      },
      fetch: async (_namespace, ids) => new Map(ids.map((id) => [id, { id, values: [1] }])),
      fresh: async () => undefined,
      idsByFilter: this.pages,
      listIds: () => assert.fail("no list is needed"),
    };
  }
}

const RECORD: ControlRecord = {
  ...{ v: 1, log: "log", epoch: 2, state: "fenced", active: "pod", writes: "deferred" },
  ...{ pod: { name: "docs", host: "h" }, writers: { w: {} }, by: "n", floor: 0, times: DEFAULT_TIMES },
  ...{ soon: false, applier: "" },
};

const after: EntryBody = { op: "upsert", id: "a", values: [1] };

describe("a bulk write by a filter that the service refuses", () => {
  const folder = inFolder();
  async function* all() {
    yield ["x", "y"];
  }
  // biome-ignore lint/correctness/useYield: it fails at its first page
  async function* refusing(): AsyncGenerator<readonly string[]> {
    throw invalid();
  }
  const bulk: readonly EntryBody[] = [
    { op: "deleteByFilter", filter: { k: null } },
    { op: "updateByFilter", filter: { k: null }, md: { x: 1 } },
  ];

  for (const write of bulk) {
    it(`${write.op}: does nothing, is told, and what comes behind it is brought`, async () => {
      const stage = new Stage(folder(), refusing);
      await stage.write(write, after);
      await stage.fold();
      assert.deepEqual(stage.brought, ["a"]);
      const [told] = stage.told;
      assert.deepEqual([told?.w, told?.segment, told?.line, told?.op], ["w", 0, 0, write.op]);
      assert.match(`${told?.filter} ${told?.reason}`, /"k":null.* 400 /);
      assert.deepEqual(stage.checkpoint?.refused, stage.told);
    });
  }

  it("is told by a later run as well, also when the checkpoint was lost", async () => {
    const stage = new Stage(folder(), refusing);
    await stage.write({ op: "deleteByFilter", filter: { k: null } }, after);
    await stage.fold();
    stage.loseCheckpoint();
    await stage.fold();
    assert.equal(stage.told.length, 2);
    assert.deepEqual(stage.checkpoint?.refused, stage.told.slice(0, 1));
  });

  for (const filter of [{}, { $and: [] }, { k: {} }]) {
    it(`touches nothing when it has no condition: ${JSON.stringify(filter)}`, async () => {
      const stage = new Stage(folder(), all);
      await stage.write({ op: "deleteByFilter", filter }, { op: "updateByFilter", filter, md: { x: 1 } }, after);
      await stage.fold();
      assert.deepEqual(stage.brought, ["a"]);
      assert.deepEqual(
        stage.told.map(({ op }) => op),
        ["deleteByFilter", "updateByFilter"],
      );
    });
  }

  const others: Record<string, () => AsyncGenerator<readonly string[]>> = {
    "rights, and servers that fail": async function* () {
      yield* [];
      throw failed(403);
    },
    "a gateway that answers 400": async function* () {
      yield* [];
      throw failed(400);
    },
    "a page behind the first": async function* () {
      yield [];
      throw invalid();
    },
  };
  for (const [what, pages] of Object.entries(others)) {
    it(`is another thing than ${what}: nothing is kept`, async () => {
      const stage = new Stage(folder(), pages);
      await stage.write({ op: "deleteByFilter", filter: { k: 1 } }, after);
      await assert.rejects(stage.fold(), { code: "API_ERROR" });
      assert.ok(![...stage.store.files.keys()].some((path) => path.startsWith("resolved/")));
    });
  }

  it("is kept once with others, and a hundred at most", () => {
    const one = { w: "w", segment: 0, ns: "", op: "deleteByFilter", filter: "{}", reason: "no" };
    const many = Array.from({ length: 150 }, (_, line) => ({ ...one, line }));
    assert.deepEqual(withRefused(many.slice(0, 2), many.slice(1, 3)), many.slice(0, 3));
    assert.equal(withRefused(undefined, many).length, 100);
  });
});
