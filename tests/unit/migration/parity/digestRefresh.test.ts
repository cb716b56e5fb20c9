import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type NamespaceDigests, recordDigest } from "../../../../provider/src/migration/parity/digest";
import { fileDigestSink, readDigestFile } from "../../../../provider/src/migration/parity/digestFile";
import { refreshDigests } from "../../../../provider/src/migration/parity/digestRefresh";
import { type PodUnchangedReport, verifyPodUnchanged } from "../../../../provider/src/migration/parity/podUnchanged";
import type { TouchedRecords } from "../../../../provider/src/migration/parity/touched";
import { type Contents, contentsOf, copyOf, fakeIndex, quickClock } from "./fakeIndex";
import { modelDigests } from "./modelDigests";
import { MovingWorld, type Pace, type Write } from "./movingWorld";
import { many, plain } from "./parityOf";

const write = (namespace: string, ...kinds: Write["kind"][]): fc.Arbitrary<Write> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    namespace: fc.constant(namespace),
    id: fc.nat(6).map((n) => `w-${n}`),
    value: fc.nat(3),
  });

const pace: fc.Arbitrary<Pace> = fc.record({
  writes: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: write("", "upsert", "delete") },
      { weight: 2, arbitrary: write("b", "upsert", "delete") },
      { weight: 1, arbitrary: write("b", "deleteAll", "deleteEven") },
    ),
    { minLength: 1, maxLength: 14 },
  ),
  steps: fc.array(fc.nat(3), { minLength: 1, maxLength: 9 }).map((steps) => [...steps, 1]),
  endless: fc.boolean(),
});

const docs = (): Contents =>
  contentsOf({
    "": [0, 1, 2, 3].map((n) => plain(`w-${n}`, n)).concat(many(9)),
    b: [0, 1, 2, 3].map((n) => plain(`w-${n}`, n)).concat(many(4)),
  });

/** Writes to the pod index that no capture sees, on records of "" that the application never names. */
const UNCAPTURED: readonly ((pod: Contents) => void)[] = [
  (pod) => pod.get("")?.set("r-3", plain("r-3", -1)),
  (pod) => pod.get("")?.delete("r-3"),
  (pod) => pod.get("")?.set("uncaptured", plain("uncaptured")),
  (pod) => pod.set("uncaptured", new Map([["u", plain("u")]])),
];

describe("digests of a pod index that was written while compared", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-refresh-"));
    path = join(folder, "docs.jsonl.gz");
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const refresh = (pod: Contents, namespaces: NamespaceDigests, touched: TouchedRecords) =>
    refreshDigests({ podReader: fakeIndex(pod), digestFile: path, namespaces, touched });

  async function inFile(): Promise<[string, string, bigint][]> {
    const kept: [string, string, bigint][] = [];
    for await (const { namespace, id, digest } of readDigestFile(path)) kept.push([namespace, id, digest]);
    return kept.sort();
  }

  function inFull(pod: Contents): [string, string, bigint][] {
    const all = [...pod].flatMap(([namespace, records]) =>
      [...records.values()].map((record): [string, string, bigint] => [namespace, record.id, recordDigest(record)]),
    );
    return all.sort();
  }

  const look = (pod: Contents, serverless: Contents, digest: NamespaceDigests): Promise<PodUnchangedReport> =>
    verifyPodUnchanged({
      pod: fakeIndex(pod),
      serverless: fakeIndex(serverless),
      digest,
      digestFile: readDigestFile(path),
      clock: quickClock(),
    });

  async function keep(pod: Contents): Promise<NamespaceDigests> {
    const sink = fileDigestSink(path);
    for (const [namespace, each, digest] of inFull(pod)) await sink.write(namespace, each, digest);
    await sink.finish();
    return modelDigests(pod);
  }

  /** A comparison while writes go on, a fence, a last round, a switch, and the application going on elsewhere. */
  async function switched(each: Pace, head: number, onRequest?: (world: MovingWorld, request: number) => void) {
    const world = new MovingWorld(docs(), each);
    for (let at = 0; at < head; at += 1) world.step();
    if (onRequest !== undefined) world.onRequest = (request) => onRequest(world, request);
    const mark = world.doneMark;
    const report = await world.compare({ digests: fileDigestSink(path) });
    for (let at = 0; at < head; at += 1) world.step();
    world.drain();
    await world.round();
    const touched = world.touchedSince(mark);
    const sums = report.digest?.namespaces ?? {};
    return { world, report, sums, touched };
  }

  it("are those of a full read after the switch, and prove the retirement", async () => {
    await fc.assert(
      fc.asyncProperty(pace, fc.nat(12), async (each, head) => {
        const { world, report, sums, touched } = await switched(each, head);
        assert.equal(report.clean, true);
        const { namespaces } = await refresh(world.pod, sums, touched);
        assert.deepEqual(namespaces, modelDigests(world.pod));
        assert.deepEqual(await inFile(), inFull(world.pod));
        const moved = copyOf(world.serverless);
        moved.get("")?.clear();
        moved.get("b")?.set("new", plain("new"));
        const last = await look(world.pod, moved, namespaces);
        assert.deepEqual([last.unchanged, last.provable], [true, true], last.reason);
      }),
      { numRuns: 150 },
    );
  });

  it("would not prove it without being brought up to date", async () => {
    const stays = fc.asyncProperty(pace, fc.nat(12), async (each, head) => {
      const { world, sums } = await switched(each, head);
      assert.equal((await look(world.pod, world.serverless, sums)).unchanged, true);
    });
    assert.equal((await fc.check(stays, { numRuns: 100, endOnFailure: true })).failed, true);
  });

  it("would not be right if the entries under way at the beginning were left out", async () => {
    const right = fc.asyncProperty(pace, fc.nat(12), async (each, head) => {
      const world = new MovingWorld(docs(), each);
      for (let at = 0; at < head; at += 1) world.step();
      const end = world.log.length;
      const report = await world.compare({ digests: fileDigestSink(path) });
      world.drain();
      const { namespaces } = await refresh(world.pod, report.digest?.namespaces ?? {}, world.touchedSince(end));
      assert.deepEqual(namespaces, modelDigests(world.pod));
    });
    assert.equal((await fc.check(right, { numRuns: 3_000, endOnFailure: true })).failed, true);
  });

  it("show an uncaptured write, whenever it was made", async () => {
    const uncaptured = fc.constantFrom(...UNCAPTURED);
    await fc.assert(
      fc.asyncProperty(pace, fc.nat(12), fc.nat(60), uncaptured, async (each, head, when, writeTo) => {
        let written = false;
        const { world, report, sums, touched } = await switched(each, head, ({ pod }, request) => {
          if (request !== head + when) return;
          written = true;
          writeTo(pod);
        });
        if (!report.clean) return;
        const { namespaces } = await refresh(world.pod, sums, touched);
        if (!written) writeTo(world.pod);
        const last = await look(world.pod, world.serverless, namespaces);
        assert.equal(last.unchanged, false, last.reason);
      }),
      { numRuns: 200 },
    );
  });

  it("are brought up to date again after a run that was killed before its sums were kept", async () => {
    const before = docs();
    const sums = await keep(before);
    const pod = docs();
    pod.get("")?.set("w-1", plain("w-1", 50));
    const touched = new Map([["", { ids: new Set(["w-1"]), bulk: false }]]);
    const first = await refresh(pod, sums, touched);
    const again = await refresh(pod, sums, touched);
    assert.deepEqual(again, first);
    assert.deepEqual(await refresh(pod, first.namespaces, touched), first);
    assert.deepEqual(await inFile(), inFull(pod));
  });

  it("read no more than what was touched", async () => {
    const pod = contentsOf({ "": many(500), b: many(300) });
    const sums = await keep(pod);
    const reader = fakeIndex(pod);
    const touched = new Map([["", { ids: new Set(["r-1", "r-2", "never was"]), bulk: false }]]);
    const result = await refreshDigests({ podReader: reader, digestFile: path, namespaces: sums, touched });
    assert.equal(result.read, 3);
    assert.deepEqual(reader.fetchSizes, [3]);
    const all = new Map([["b", { ids: new Set<string>(), bulk: true }]]);
    assert.equal((await refresh(pod, sums, all)).read, 300);
  });

  it("are refused and left as they are when they are of another check, cut, or missing", async () => {
    const pod = docs();
    const sums = await keep(pod);
    const kept = join(folder, "kept");
    copyFileSync(path, kept);
    const refused = { code: "DIGEST_FILE_BROKEN" };
    await assert.rejects(refresh(pod, modelDigests(contentsOf({ "": many(3) })), new Map()), refused);
    assert.deepEqual(await inFile(), inFull(pod));
    truncateSync(path, 60);
    await assert.rejects(refresh(pod, sums, new Map()), refused);
    rmSync(path);
    await assert.rejects(refresh(pod, sums, new Map()), refused);
    assert.deepEqual(readdirSync(folder), ["kept"]);
  });

  it("stay as they are when the pod index can't be read, or when stopped", async () => {
    const pod = docs();
    const sums = await keep(pod);
    const touched = new Map([["b", { ids: new Set<string>(), bulk: true }]]);
    const failing = fakeIndex(pod, { before: () => Promise.reject(new Error("refused")) });
    await assert.rejects(
      refreshDigests({ podReader: failing, digestFile: path, namespaces: sums, touched }),
      /refused/,
    );
    const signal = AbortSignal.abort();
    await assert.rejects(
      refreshDigests({ podReader: fakeIndex(pod), digestFile: path, namespaces: sums, touched, signal }),
      { name: "AbortError" },
    );
    assert.deepEqual(await inFile(), inFull(pod));
    assert.equal(readdirSync(folder).length, 1);
  });
});
