import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { Resolutions } from "../../../../provider/src/migration/fold/resolutions";
import { type ChangesReading, changesOf } from "../../../../provider/src/migration/spread/changes";
import { stampOf } from "../../../../provider/src/migration/spread/chunks";
import { FoldedDigest } from "../../../../provider/src/migration/spread/digest";
import { encodeFolded } from "../../../../provider/src/migration/spread/foldedLine";
import { foldLog } from "../../../../provider/src/migration/spread/foldLog";
import { encodeEntry } from "../../../../provider/src/writeLog/encoding";
import type { Entry } from "../../../../provider/src/writeLog/entry";
import { fileStore } from "../../../../provider/src/writeLog/fileStore";
import { segmentPath } from "../../../../provider/src/writeLog/segments";
import { type MadeLog, makeLog, randomLogs } from "../../../spark/support/randomLog";
import { MemoryStore } from "../../../support/writeLog/memoryStore";

const CHUNK = { w: "w", from: { segment: 0, line: 0 }, end: 1 };

async function linesOf(reading: ChangesReading, chunk = CHUNK): Promise<string[][]> {
  const lines: string[][] = [];
  for await (const text of changesOf(reading, chunk)) {
    assert.ok(text.endsWith("\n"));
    lines.push(
      ...text
        .trimEnd()
        .split("\n")
        .map((line) => line.split("\t")),
    );
  }
  return lines;
}

function readingOf(entries: readonly Entry[], more: Partial<ChangesReading> = {}): ChangesReading {
  const store = new MemoryStore();
  store.files.set(segmentPath("w", 0), Buffer.from(entries.map((each) => `${encodeEntry(each)}\n`).join("")));
  return { store, watermark: 100, resolutions: new Resolutions(store, () => "x"), ...more };
}

const head = { v: 1, n: 0, w: "w", e: 1, ns: "ü\t" } as const;

describe("the changes of a chunk", () => {
  it("are one line each, fields by tabs, absent ones as \\N, whatever the texts hold", async () => {
    const md = { "a\u0001\t": "\n", b: 1e21, c: ["x"] };
    const lines = await linesOf(
      readingOf([
        { ...head, t: 1, op: "upsert", id: '"\u0000', values: [1], sparse: { indices: [7], values: [-0] }, md },
        { ...head, t: 2, op: "update", id: "b", md: {} },
        { ...head, t: 3, op: "delete", ids: ["c", "d"] },
      ]),
    );
    const [one, two, ...deletes] = lines;
    const stamp = (t: number) => stampOf({ ...head, t });
    assert.deepEqual(one, [
      ...[`${crc32('ü\t\u0000"\u0000')}`, '"ü\\t"', '"\\"\\u0000"', stamp(1), "set", "AACAPw=="],
      '{"indices":[7],"values":"AAAAgA=="}',
      '"a\\u0001\\t"\u0002"\\n"\u0001"b"\u00021e+21\u0001"c"\u0002["x"]',
    ]);
    assert.deepEqual(two?.slice(3), [stamp(2), "patch", "\\N", "\\N", ""]);
    assert.deepEqual(
      deletes.map((fields) => fields.slice(2)),
      ["c", "d"].map((id) => [`"${id}"`, stamp(3), "delete", "\\N", "\\N", "\\N"]),
    );
  });

  it("are those between two stamps and below the watermark", async () => {
    const entries = [1, 2, 3, 4, 5].map((t): Entry => ({ ...head, t, op: "delete", ids: [`${t}`] }));
    const stamp = (t: number) => stampOf({ ...head, t });
    const reading = readingOf(entries, { after: stamp(2), before: stamp(4), watermark: 5 });
    assert.deepEqual(
      (await linesOf(reading)).map((fields) => fields[2]),
      ['"2"', '"3"'],
    );
    const open = { ...reading, after: undefined, before: undefined };
    assert.equal((await linesOf(open)).length, 4);
  });

  it("are none of a segment that was copied under a later number: it says what was, and not what is", async () => {
    const reading = readingOf([1, 2].map((t): Entry => ({ ...head, t, op: "delete", ids: [`${t}`] })));
    const { files } = reading.store as MemoryStore;
    const first = files.get(segmentPath("w", 0)) ?? assert.fail();
    const bulk: Entry = { ...head, t: 3, op: "deleteAll" };
    for (const number of [1, 3]) files.set(segmentPath("w", number), Buffer.from(`${encodeEntry(bulk)}\n`));
    for (const number of [2, 4]) files.set(segmentPath("w", number), first);
    const stamp = (t: number) => stampOf({ ...head, t });
    const chunk = { ...CHUNK, end: 5 };
    const idsOf = async (more: object) =>
      (await linesOf({ ...reading, ...more, withoutUnresolved: true }, chunk)).map((fields) => fields[2]);
    assert.deepEqual(await idsOf({}), ['"1"', '"2"']);
    assert.deepEqual(await idsOf({ after: stamp(3) }), []);
    const behind = { ...chunk, from: { segment: 2, line: 0 }, behind: stamp(3) };
    assert.deepEqual(await linesOf(reading, behind), []);
  });

  it("of a bulk entry are those that were kept; without any it fails, or leaves it out", async () => {
    const entries: Entry[] = [
      { ...head, t: 1, op: "updateByFilter", filter: {}, md: { x: 1 } },
      { ...head, t: 2, op: "deleteAll" },
    ];
    const reading = readingOf(entries);
    const keep = async (line: number, ids: readonly string[]) => {
      async function* pages() {
        yield ids;
      }
      const kept = await new Resolutions(reading.store, () => "y").keep("w", { segment: 0, line }, pages());
      for await (const _ of kept);
    };
    await assert.rejects(linesOf(reading), { code: "LOG_BROKEN" });
    assert.deepEqual(await linesOf({ ...reading, withoutUnresolved: true }), []);
    await keep(0, ["a", "b"]);
    await keep(1, ["b"]);
    assert.deepEqual(
      (await linesOf(reading)).map(([, , id, , op, , , md]) => [id, op, md]),
      [
        ['"a"', "patch", '"x"\u00021'],
        ['"b"', "patch", '"x"\u00021'],
        ['"b"', "delete", "\\N"],
      ],
    );
  });

  it("come in texts of many lines, not all at once", async () => {
    const ids = Array.from({ length: 2_500 }, (_, at) => `${at}`);
    const texts: string[] = [];
    for await (const text of changesOf(readingOf([{ ...head, t: 1, op: "delete", ids }]), CHUNK)) texts.push(text);
    assert.equal(texts.length, 3);
  });
});

describe("changes folded by who knows nothing of the log", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-changes-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  for (const [at, drawn] of randomLogs(4, 5).entries()) {
    it(`are the same as by the fold of one process, log ${at}`, async () => {
      const log = await makeLog(join(folder, `${at}`), drawn);
      assert.deepEqual(await foldedOutside(log), await foldedInside(log, folder));
    });
  }
});

/** Written down anew: the last change of each column, metadata key by key, as SQL does it. */
async function foldedOutside({ folder, segments, watermark }: MadeLog) {
  const store = fileStore(folder);
  const reading = { store, watermark, resolutions: new Resolutions(store, () => "x") };
  const all: string[][] = [];
  for (const chunk of segments) all.push(...(await linesOf(reading, chunk)));
  const byRecord = new Map<string, string[][]>();
  all.sort((a, b) => Buffer.compare(Buffer.from(a[3] ?? ""), Buffer.from(b[3] ?? "")));
  for (const fields of all) {
    const name = `${fields[1]}\t${fields[2]}`;
    byRecord.set(name, [...(byRecord.get(name) ?? []), fields]);
  }
  const digest = new FoldedDigest();
  for (const changes of byRecord.values()) digest.add(lineOf(changes));
  return { records: digest.records, digest: digest.digest };
}

function lineOf(changes: readonly string[][]): string {
  const anew = changes.findLastIndex(([, , , , op]) => op !== "patch");
  const kind = changes[anew]?.[4] ?? "patch";
  const last = (column: number) =>
    changes.findLast((fields) => fields[4] !== "patch" || fields[column] !== "\\N")?.[column] ?? "\\N";
  const [[, ns, id] = []] = changes;
  if (kind === "delete") return `{"ns":${ns},"id":${id},"kind":"delete"}`;
  const md = new Map<string, string>();
  const texts = changes.slice(Math.max(0, anew)).flatMap((fields) => (fields[7] === "\\N" ? [] : [fields[7] ?? ""]));
  for (const pair of texts.flatMap((text) => (text === "" ? [] : text.split("\u0001")))) {
    const [key = "", value = ""] = pair.split("\u0002");
    md.set(key, value);
  }
  const parts = [`"ns":${ns}`, `"id":${id}`, `"kind":"${kind}"`];
  if (last(5) !== "\\N") parts.push(`"values":"${last(5)}"`);
  if (last(6) !== "\\N") parts.push(`"sparse":${last(6)}`);
  if (texts.length > 0) parts.push(`"md":{${[...md].map(([key, value]) => `${key}:${value}`).join()}}`);
  return `{${parts.join()}}`;
}

async function foldedInside({ folder, segments, watermark }: MadeLog, spill: string) {
  const store = fileStore(folder);
  const deps = { store, resolutions: new Resolutions(store, () => "x"), fold: { folder: spill } };
  const digest = new FoldedDigest();
  const writers = Object.fromEntries(segments.map(({ w, end }) => [w, { segment: end, line: 0 }]));
  const from = Object.fromEntries(segments.map((each) => [each.w, each.from]));
  for await (const record of foldLog(deps, { writers, from, watermark })) digest.add(encodeFolded(record));
  return { records: digest.records, digest: digest.digest };
}
