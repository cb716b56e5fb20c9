import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "pinecone-emulator";
import { compareIndexes } from "../../../provider/src/migration/compareIndexes";
import type { ParityReport } from "../../../provider/src/migration/parity/report";
import { connect } from "../../../provider/src/pinecone/client";
import type { PineconeClient } from "../../../provider/src/pinecone/types";
import { type Clock, systemClock } from "../../../provider/src/util/clock";
import { contextOf } from "../../support/provider/contexts";

/** Records as JSON texts by namespace: JSON.stringify would write -0 as 0. */
type Side = Readonly<Record<string, readonly string[]>>;

/** What a check is to find: how many of each kind, and the differences by name. */
interface Found {
  readonly missing?: number;
  readonly extra?: number;
  readonly different?: number;
  /** "kind id field", in order. */
  readonly named?: readonly string[];
}

/** A record of two dimensions; `rest` as JSON. */
const vector = (id: string, values = "[1.5,2.5]", rest = "") =>
  `{"id":${JSON.stringify(id)},"values":${values}${rest === "" ? "" : `,${rest}`}}`;
const meta = (id: string, metadata: string) => vector(id, undefined, `"metadata":${metadata}`);
const some = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => meta(`r-${n + from}`, `{"n":${n},"colour":"c${n % 2}"}`));

/** The next float32 after 2.5. */
const ONE_BIT_MORE = "2.500000238418579";
/** The smallest float32 above 0. */
const DENORMAL = "1.401298464324817e-45";
const SPARSE = `"sparseValues":{"indices":[3,70000],"values":[0.5,0.25]}`;
const ODD_IDS = ["a b", "a+b", "a&ids=b", "a%20b", "a%", "#?/\\:;=@", "a\u0001\u007f", "__proto__"].map((id) =>
  vector(id),
);
const LONG_ID = "i".repeat(512);
/** With the record's key and quotes, just below the limit of 40 KB. */
const LARGE = "m".repeat(40_000);

const CASES: readonly (readonly [title: string, pod: Side, serverless: Side, found: Found])[] = [
  ["one missing", { "": some(5) }, { "": some(4) }, { missing: 1 }],
  ["one extra", { "": some(4) }, { "": some(5) }, { extra: 1, named: ["extra r-4"] }],
  [
    "one bit of one float",
    { "": [...some(3), vector("x")] },
    { "": [...some(3), vector("x", `[1.5,${ONE_BIT_MORE}]`)] },
    { different: 1, named: ["different x values[1]"] },
  ],
  [
    "sparse values dropped",
    { "": [vector("x", undefined, SPARSE)] },
    { "": [vector("x")] },
    { different: 1, named: ["different x sparseValues"] },
  ],
  [
    "a metadata number rounded to float32",
    { "": [meta("x", `{"at":1732345678,"a":1}`)] },
    { "": [meta("x", `{"at":1732345728,"a":1}`)] },
    { different: 1, named: ["different x metadata.at"] },
  ],
  [
    "a number that became a string",
    { "": [meta("x", `{"year":2024}`)] },
    { "": [meta("x", `{"year":"2024"}`)] },
    { different: 1, named: ["different x metadata.year"] },
  ],
  [
    "a string that became a number",
    { "": [meta("x", `{"zip":"01234"}`)] },
    { "": [meta("x", `{"zip":1234}`)] },
    { different: 1, named: ["different x metadata.zip"] },
  ],
  [
    "a list in another order",
    { "": [meta("x", `{"tags":["a","b"]}`)] },
    { "": [meta("x", `{"tags":["b","a"]}`)] },
    { different: 1, named: ["different x metadata.tags"] },
  ],
  [
    "an absent key and an empty string, an absent key and an empty list",
    { "": [meta("list", `{"k":1}`), meta("text", `{"k":1}`)] },
    { "": [meta("list", `{"k":1,"tags":[]}`), meta("text", `{"k":1,"note":""}`)] },
    { different: 2, named: ["different list metadata.tags", "different text metadata.note"] },
  ],
  ["no metadata and empty metadata: the same", { "": [vector("x")] }, { "": [meta("x", "{}")] }, {}],
  ["an id of 512 characters: the same", { "": [vector(LONG_ID)] }, { "": [vector(LONG_ID)] }, {}],
  [
    "an id of 512 characters with another value",
    { "": [vector(LONG_ID), vector(`${LONG_ID.slice(1)}j`)] },
    { "": [vector(LONG_ID, "[9,9]"), vector(`${LONG_ID.slice(1)}j`)] },
    { different: 1, named: [`different ${LONG_ID} values[0]`] },
  ],
  // The service takes no others: ids are ASCII. Unicode ids are compared in tests/unit/migration/parity/runParity.test.ts.
  [
    "ids of every character that a URL spells otherwise, and unicode metadata",
    { "": [...ODD_IDS, meta("x", `{"caf\u00e9":"caf\u00e9","\ud83d\ude42":"\u6f22\u5b57"}`)] },
    { "": [...ODD_IDS, meta("x", `{"caf\u00e9":"cafe\u0301","\ud83d\ude42":"\u6f22\u5b57"}`)] },
    { different: 1, named: ["different x metadata.caf\u00e9"] },
  ],
  ["edge floats, the same: -0, denormal, largest", edges("-0.0", DENORMAL), edges("-0.0", DENORMAL), {}],
  [
    "-0 that became 0",
    edges("-0.0", DENORMAL),
    edges("0", DENORMAL),
    { different: 1, named: ["different x values[0]"] },
  ],
  [
    "a denormal that became 0",
    edges("1", DENORMAL),
    edges("1", "0"),
    { different: 1, named: ["different x values[1]"] },
  ],
  [
    "a record in the wrong namespace",
    { a: some(3), b: some(2, 10) },
    { a: some(2), b: [...some(2, 10), some(3)[2] ?? ""] },
    { missing: 1, extra: 1, named: ["extra r-2"] },
  ],
  ["the default namespace under both its names: the same", { "": some(4) }, { __default__: some(4) }, {}],
  [
    "a difference in the default namespace under its other name",
    { __default__: some(4) },
    { "": [...some(3), meta("r-3", `{"n":4}`)] },
    { different: 1, named: ["different r-3 metadata.colour"] },
  ],
  [
    "equal counts with different ids",
    { "": [...some(3), vector("ours")] },
    { "": [...some(3), vector("theirs")] },
    { missing: 1, extra: 1, named: ["extra theirs"] },
  ],
  ["two empty indexes: the same", {}, {}, {}],
  ["an empty serverless index", { "": some(3) }, {}, { missing: 3 }],
  ["an empty pod index", {}, { "": some(2) }, { extra: 2, named: ["extra r-0", "extra r-1"] }],
  [
    "40 KB of metadata: the same, and one with its last character changed",
    { "": [meta("same", `{"t":"${LARGE}"}`), meta("x", `{"t":"${LARGE}a"}`)] },
    { "": [meta("same", `{"t":"${LARGE}"}`), meta("x", `{"t":"${LARGE}b"}`)] },
    { different: 1, named: ["different x metadata.t"] },
  ],
];

function edges(zero: string, denormal: string): Side {
  return { "": [vector("x", `[${zero},${denormal}]`), vector("large", "[3.4028234663852886e38,1.17549435e-38]")] };
}

describe("parity of two indexes through the client", () => {
  let emulator: Emulator;
  let lagging: Emulator;
  let folder: string;
  before(async () => {
    [emulator, lagging] = await Promise.all([startEmulator(), startEmulator({ consistencyMs: 400 })]);
    folder = await mkdtemp(join(tmpdir(), "podshift-test-"));
  });
  after(async () => {
    await Promise.all([emulator.stop(), lagging.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** Two empty indexes; of all fields, or those given, metadata is indexed. */
  async function sidesOn(on: Emulator, indexed?: string[], filterable?: string[]): Promise<PineconeClient> {
    await on.reset();
    const config = indexed === undefined ? {} : { metadata_config: { indexed } };
    const fields = Object.fromEntries((filterable ?? []).map((field) => [field, { filterable: true }]));
    const pod = { pod: { environment: "us-east-1-aws", pod_type: "p1.x1", ...config } };
    const schema = filterable === undefined ? {} : { schema: { fields } };
    const serverless = { serverless: { cloud: "aws", region: "us-east-1", ...schema } };
    for (const [name, spec] of [
      ["docs", pod],
      ["docs-serverless", serverless],
    ] as const) {
      await sent(`${on.url}/indexes`, JSON.stringify({ name, dimension: 2, metric: "dotproduct", spec }));
    }
    return connect({ apiKey: "looker", controllerHost: on.url, retries: 0 });
  }

  async function fill(client: PineconeClient, index: string, side: Side): Promise<void> {
    const { host } = (await client.describeIndex(index)) ?? assert.fail(index);
    for (const [namespace, vectors] of Object.entries(side)) {
      const body = `{"namespace":${JSON.stringify(namespace)},"vectors":[${vectors.join(",")}]}`;
      await sent(`${host}/vectors/upsert`, body);
    }
  }

  /** Without a clock no time passes while a difference is asked again. */
  async function check(client: PineconeClient, settleMs: number, clock?: Clock): Promise<ParityReport> {
    const context = contextOf(client, clock === undefined ? {} : { clock });
    const { report } = await compareIndexes(context, {
      ...{ podIndex: "docs", serverlessIndex: "docs-serverless", content: "all", queries: 4, seed: 1, settleMs },
      digestFile: join(folder, "docs.jsonl.gz"),
    });
    return report;
  }

  for (const [title, pod, serverless, { missing = 0, extra = 0, different = 0, named = [] }] of CASES) {
    it(title, async () => {
      const client = await sidesOn(emulator);
      await fill(client, "docs", pod);
      await fill(client, "docs-serverless", serverless);
      const report = await check(client, 1);
      assert.deepEqual(
        { missing: report.ids.missing, extra: report.ids.extra, different: report.content.different },
        { missing, extra, different },
        JSON.stringify(report, undefined, 1),
      );
      assert.deepEqual(
        report.examples.map(({ kind, id, field }) => [kind, id, ...(field === undefined ? [] : [field])].join(" ")),
        named,
      );
      assert.equal(report.clean, missing + extra + different === 0, report.verdict);
      assert.ok(report.namespaces.every(({ namespace }) => namespace !== "__default__"));
    });
  }

  it("lag that is no difference", async () => {
    const client = await sidesOn(lagging);
    await fill(client, "docs", { "": some(6) });
    await fill(client, "docs-serverless", { "": some(6) });
    const report = await check(client, 300, systemClock);
    assert.deepEqual([report.clean, report.ids.missing, report.ids.extra], [true, 0, 0], report.verdict);
    assert.ok(report.settled > 0, "there was something to wait for");
  });

  it("filters queries by fields that both sides index, and searches exactly over the records", async () => {
    const client = await sidesOn(emulator, ["colour", "n"], ["colour", "other"]);
    const records = Array.from({ length: 60 }, (_, n) =>
      vector(`r-${n}`, `[${Math.cos(n)},${Math.sin(n)}]`, `"metadata":{"colour":"c${n % 3}","n":${n % 2},"o":true}`),
    );
    await fill(client, "docs", { "": records });
    await fill(client, "docs-serverless", { "": records });
    const mark = emulator.journal.length;
    const { queries, verdict } = await check(client, 1);
    const asked = emulator.journal.slice(mark).filter(({ path }) => path.endsWith("/query"));
    const filters = asked.flatMap(({ body }) => Object.keys((body as { filter?: object }).filter ?? {}));
    assert.deepEqual([asked.length, filters], [8, ["colour", "colour", "colour", "colour"]], "two of both sides");
    assert.deepEqual([queries.asked, queries.filtered, queries.meanOverlap, queries.enough], [4, 2, 1, true], verdict);
    assert.deepEqual(queries.recall?.serverless, { mean: 1, min: 1 });
    assert.deepEqual([queries.recall?.against, (queries.recall?.expected ?? 0) > 20], [60, true]);
  });

  it("finds each kind at once, by namespace and with examples of each", async () => {
    const client = await sidesOn(emulator);
    await fill(client, "docs", { a: some(8), b: some(2), c: some(3) });
    const changed = Array.from({ length: 2 }, (_, n) => meta(`r-${n}`, `{"n":${n},"colour":"other"}`));
    await fill(client, "docs-serverless", { a: some(6), b: [...changed], c: [...some(3), vector("extra")] });
    const report = await check(client, 1);
    assert.deepEqual(
      report.namespaces.map(({ namespace, pod, serverless, looked, missing, extra, different, compared }) => [
        ...[namespace, pod, serverless, looked, missing, extra, different, compared],
      ]),
      [
        ["a", 8, 6, 6, 2, 0, 0, 6],
        ["b", 2, 2, 2, 0, 0, 2, 2],
        ["c", 3, 4, 4, 0, 1, 0, 3],
      ],
    );
    assert.deepEqual(new Set(report.examples.map(({ kind }) => kind)), new Set(["extra", "different"]));
    assert.deepEqual(report.examples.filter(({ part }) => part === "metadata").length, 2);
  });
});

async function sent(url: string, body: string): Promise<void> {
  const headers = { "Api-Key": "user", "X-Pinecone-Api-Version": "2026-04", "Content-Type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body });
  assert.ok(response.ok, `${url}: ${response.status} ${await response.text()}`);
}
