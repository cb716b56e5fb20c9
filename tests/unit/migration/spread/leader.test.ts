import assert from "node:assert/strict";
import { PodshiftError } from "../../../../provider/src/errors";
import { Resolutions } from "../../../../provider/src/migration/fold/resolutions";
import { resolveBulk } from "../../../../provider/src/migration/fold/resolveBulk";
import { currentJob, type SpreadJob } from "../../../../provider/src/migration/spread/job";
import { type LeaderDeps, SpreadLeader } from "../../../../provider/src/migration/spread/leader";
import { Control, DEFAULT_TIMES } from "../../../../provider/src/writeLog/control";
import { encodeEntry } from "../../../../provider/src/writeLog/encoding";
import { segmentPath } from "../../../../provider/src/writeLog/segments";
import { MemoryStore } from "../../../support/writeLog/memoryStore";

describe("the leader of a distributed catch-up", () => {
  it("is quiet before the first range, unless an import may begin that nobody knows of", async () => {
    for (const isQuiet of [true, false]) assert.equal((await leading({ isQuiet })).isQuiet, isQuiet);
  });

  it("tells the import how many records were written, and whoever goes on where they are", async () => {
    const ran: unknown[][] = [];
    const imports = { isQuiet: true, run: async (...args: unknown[]) => ran.push(args) };
    const leader = await leading(imports);
    assert.deepEqual((await leader.plan()).routedTo, null);
    await leader.do({ do: "route", namespaces: ["new"], uri: "s3://one/job-1", records: 7 });
    assert.deepEqual((await leader.plan()).routedTo, "s3://one/job-1");
    await leader.do({ do: "import", uri: "s3://one/job-1", namespaces: ["new"] });
    assert.deepEqual(ran, [["s3://one/job-1", ["new"], 7]]);
    const elsewhere = leader.do({ do: "import", uri: "s3://two/job-1", namespaces: ["new"] });
    await assert.rejects(elsewhere, {
      code: "SPREAD_INCOMPLETE",
      message: /s3:\/\/one\/job-1, not in s3:\/\/two\/job-1/,
    });
    await assert.rejects(leader.do({ do: "import", uri: "s3://one/job-1", namespaces: ["other"] }), {
      code: "SPREAD_INCOMPLETE",
    });
    assert.equal(ran.length, 1);
  });

  it("keeps the last stamps with the checkpoint: whoever goes on knows a copied segment by them", async () => {
    const plan = { upto: { w: { segment: 3, line: 1 } }, stamps: { w: { t: 7, n: 2 } }, segments: [] };
    const saved: object[] = [];
    const leader = await leading({ isQuiet: true }, plan, async (checkpoint) => void saved.push(checkpoint));
    await leader.do({ do: "finish", ranges: [], entries: 4 });
    assert.deepEqual(saved, [{ v: 1, log: "log-1", entries: 9, position: plan.upto, stamps: plan.stamps }]);
  });

  it("tells of bulk writes whose filters were refused, by an earlier leader too, and keeps them with the checkpoint", async () => {
    const saved: { refused?: readonly { filter: string }[] }[] = [];
    const told: string[] = [];
    const plan = { upto: {}, segments: [], watermark: 9 };
    const leader = await leading({ isQuiet: true }, plan, async (checkpoint) => void saved.push(checkpoint), told);
    const { store } = leader.deps;
    const entry = { v: 1, t: 1, n: 0, w: "w", e: 1, ns: "", op: "deleteByFilter", filter: { k: null } } as const;
    await store.create(segmentPath("w", 0), Buffer.from(`${encodeEntry(entry)}\n`));
    const asks = { listIds: () => assert.fail("not asked"), idsByFilter: refusing };
    await resolveBulk({ target: asks, resolutions: new Resolutions(store, () => "n") }, entry, { segment: 0, line: 0 });
    for (let times = 0; times < 2; times += 1) {
      await leader.do({ do: "peek", entries: [{ w: "w", segment: 0, line: 0 }] });
    }
    await leader.do({ do: "finish", ranges: [], entries: 1 });
    assert.deepEqual(
      saved.map(({ refused }) => refused?.map(({ filter }) => filter)),
      [['{"k":null}']],
    );
    assert.equal(told.filter((line) => line.includes("did nothing")).length, 1);
  });

  it("ends the job when the import brought another number: the next job brings its namespaces record by record", async () => {
    const run = async () => {
      throw new PodshiftError("IMPORT_FAILED", "bulk import 1 brought 6 records, and 7 were written for it");
    };
    const leader = await leading({ isQuiet: true, run });
    await leader.do({ do: "route", namespaces: ["new"], uri: "s3://one/job-1", records: 7 });
    const asked = leader.do({ do: "import", uri: "s3://one/job-1", namespaces: ["new"] });
    await assert.rejects(asked, { code: "IMPORT_FAILED" });
    assert.equal((await currentJob(leader.deps.store))?.state, "refused");
  });
});

// biome-ignore lint/correctness/useYield: it fails at its first page
async function* refusing(): AsyncGenerator<readonly string[]> {
  throw new PodshiftError("API_ERROR", "fetch by filter: 400 3 no", { facts: { status: 400, invalid: true } });
}

async function leading(
  imports: object,
  plan: object = {},
  save?: LeaderDeps["save"],
  told: string[] = [],
): Promise<SpreadLeader> {
  const store = new MemoryStore();
  const control = new Control(store, { sleep: async () => undefined }, () => "n1");
  const record = await control.begin({ writes: "deferred", pod: { name: "docs", host: "" }, times: DEFAULT_TIMES });
  const job = {
    ...{ job: "job-1", run: "run-1", log: "log-1", entries: 5, target: { name: "docs-serverless" } },
    plan: { parts: 2, namespaces: [], ...plan },
  } as unknown as SpreadJob;
  const mine = {
    signal: new AbortController().signal,
    mustHold: () => undefined,
    progress: (text: string) => told.push(text),
  };
  return SpreadLeader.of({ store, control, imports, save, ...mine } as unknown as LeaderDeps, job, record);
}
