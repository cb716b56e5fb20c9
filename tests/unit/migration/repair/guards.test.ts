import assert from "node:assert/strict";
import type { ParityReport } from "../../../../provider/src/migration/parity/report";
import { repairableSides } from "../../../../provider/src/migration/repair/guards";
import { TAG } from "../../../../provider/src/migration/tags";
import { systemClock } from "../../../../provider/src/util/clock";
import { Control, type ControlRecord } from "../../../../provider/src/writeLog/control";
import type { OpenLog } from "../../../../provider/src/writeLog/openLog";
import { contextOf } from "../../../support/provider/contexts";
import { podDescription, serverlessDescription } from "../../../support/provider/descriptions";
import { FakeClient } from "../../../support/provider/fakeClient";
import { FakeTime } from "../../../support/provider/fakeTime";
import { sampleParity } from "../../../support/review/report/sampleParity";
import { logOf } from "../../../support/writeLog/logs";
import { MemoryStore } from "../../../support/writeLog/memoryStore";

const NOW = Date.parse("2026-11-24T12:00:00Z");
const COLLECTION = { [TAG.collection]: "docs-collection@1" };
const POD = podDescription({ tags: COLLECTION });
const COPY = serverlessDescription({ tags: { ...COLLECTION, [TAG.source]: "docs" } });
const HOSTS = { pod: POD.host, serverless: COPY.host };

async function logWith(change: Partial<ControlRecord> = {}): Promise<OpenLog> {
  const store = new MemoryStore();
  let nonces = 0;
  const control = new Control(store, systemClock, () => `nonce-${++nonces}`);
  await logOf(control, [], change);
  return { store, control };
}

interface Case {
  readonly pod?: typeof POD | undefined;
  readonly copy?: typeof COPY | undefined;
  readonly report?: Partial<ParityReport>;
  readonly log?: OpenLog;
}

async function sides({ pod = POD, copy = COPY, report = {}, log }: Case) {
  const client = new FakeClient(pod, copy);
  const context = contextOf(client, { clock: new FakeTime(NOW) });
  const { logPosition: _, ...rest } = sampleParity();
  const asked = { content: "all" as const, queries: 1, seed: 1 };
  const made: ParityReport = {
    ...rest,
    ...{ hosts: HOSTS, finishedAt: "2026-11-24T11:00:00Z" },
    asked: log === undefined ? asked : { ...asked, writes: "mirrored" },
    ...report,
  };
  try {
    return await repairableSides(context, made, log);
  } finally {
    assert.deepEqual(client.changes, []);
  }
}

describe("what a repair refuses before it does anything", () => {
  it("nothing, when report, indexes and log fit", async () => {
    assert.equal((await sides({})).serverless.name, "docs-serverless");
    assert.equal((await sides({ log: await logWith() })).pod.name, "docs");
    const { name, host } = COPY;
    assert.ok(await sides({ log: await logWith({ serverless: { name, host } }), report: { logPosition: { w: 1 } } }));
  });

  const refused: readonly (readonly [why: string, code: string, what: () => Case | Promise<Case>])[] = [
    ["a report of 25 hours", "REPAIR_REPORT_UNFIT", () => ({ report: { finishedAt: "2026-11-23T11:00:00Z" } })],
    ["another pod index of that name", "REPAIR_REPORT_UNFIT", () => ({ pod: { ...POD, host: "http://127.0.0.1:9" } })],
    ["another copy of that name", "REPAIR_REPORT_UNFIT", () => ({ copy: { ...COPY, host: "http://127.0.0.1:9" } })],
    [
      "a report that was made with a log, without one",
      "REPAIR_REPORT_UNFIT",
      () => ({ report: { logPosition: { w: 1 } } }),
    ],
    [
      "a report of deferred writes, without a log",
      "REPAIR_REPORT_UNFIT",
      () => ({ report: { asked: { content: "all", queries: 0, seed: 1, writes: "deferred" } } }),
    ],
    [
      "a report that was made without the log",
      "REPAIR_REPORT_UNFIT",
      async () => ({ log: await logWith(), report: { asked: { content: "all", queries: 0, seed: 1 } } }),
    ],
    [
      "a copy whose writes are logged, by a report that knows of no log",
      "REPAIR_REPORT_UNFIT",
      () => {
        const tags = { [TAG.collection]: "docs-collection@1@deferred" };
        return { pod: { ...POD, tags }, copy: { ...COPY, tags: { ...COPY.tags, ...tags } } };
      },
    ],
    [
      "a log of another pod index",
      "REPAIR_REPORT_UNFIT",
      async () => ({ log: await logWith({ pod: { name: "docs", host: "http://127.0.0.1:9" } }) }),
    ],
    [
      "a log that goes to another copy",
      "REPAIR_REPORT_UNFIT",
      async () => ({ log: await logWith({ serverless: { name: "docs-serverless", host: "http://127.0.0.1:9" } }) }),
    ],
    ["a closed log", "REPAIR_REPORT_UNFIT", async () => ({ log: await logWith({ state: "closed" }) })],
    ["a switch, by the log", "REPAIR_REFUSED", async () => ({ log: await logWith({ active: "serverless" }) })],
    [
      "a switch, by the tag",
      "REPAIR_REFUSED",
      () => ({ pod: { ...POD, tags: { ...COLLECTION, podshift: "cutover" } } }),
    ],
    [
      "a retired pod index",
      "REPAIR_REFUSED",
      () => ({ pod: { ...POD, tags: { ...COLLECTION, podshift: "retired" } } }),
    ],
    ["an index that nobody of us made", "REPAIR_REFUSED", () => ({ copy: { ...COPY, tags: {} } })],
    [
      "a copy of another pod index",
      "REPAIR_REFUSED",
      () => ({ copy: { ...COPY, tags: { ...COLLECTION, [TAG.source]: "other" } } }),
    ],
    [
      "a copy of an earlier collection",
      "REPAIR_REFUSED",
      () => ({ copy: { ...COPY, tags: { [TAG.source]: "docs", [TAG.collection]: "docs-collection@0" } } }),
    ],
    ["another dimension", "REPAIR_REFUSED", () => ({ copy: { ...COPY, dimension: 3 } })],
    ["a copy that isn't Ready", "SERVERLESS_INDEX_NOT_FOUND", () => ({ copy: { ...COPY, ready: false } })],
    ["no pod index", "POD_INDEX_NOT_FOUND", () => ({ report: { podIndex: "lost" } })],
    ["a pod index that is none", "NOT_A_POD_INDEX", () => ({ report: { podIndex: "docs-serverless" } })],
  ];
  for (const [why, code, what] of refused) {
    it(`${why}: ${code}`, async () => assert.rejects(sides(await what()), { code }));
  }
});
