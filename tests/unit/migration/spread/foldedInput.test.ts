import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import type { Folded } from "../../../../provider/src/migration/fold/folded";
import { FoldedDigest } from "../../../../provider/src/migration/spread/digest";
import { FoldedInput } from "../../../../provider/src/migration/spread/foldedInput";
import { decodeFolded, encodeFolded, isEnd, partOf } from "../../../../provider/src/migration/spread/foldedLine";

const line = (ns: string, id: string, change: object = {}) => JSON.stringify({ ns, id, kind: "delete", ...change });
const end = (records: number) => JSON.stringify({ end: true, records });

async function* linesOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

async function batchesOf(lines: readonly string[], change: object = {}) {
  const input = new FoldedInput(linesOf(lines), { part: 0, parts: 1, routed: new Set<string>(), ...change });
  const batches: [string, string[]][] = [];
  for await (const [namespace, batch] of input.batches()) batches.push([namespace, [...batch.keys()]]);
  return { batches, records: input.records };
}

const broken = { code: "SPREAD_INPUT_BROKEN" };

describe("the folded records of a part", () => {
  it("come in batches of one namespace each, of at most 1,000 records", async () => {
    const many = Array.from({ length: 1_500 }, (_, at) => `id-${String(at).padStart(4, "0")}`);
    const lines = [line("", "b"), ...many.map((id) => line("n", id)), line("o", "a"), end(1_502)];
    const { batches, records } = await batchesOf(lines);
    assert.deepEqual(
      batches.map(([ns, ids]) => [ns, ids.length]),
      [
        ["", 1],
        ["n", 1_000],
        ["n", 500],
        ["o", 1],
      ],
    );
    assert.equal(records, 1_502);
  });

  it("may come a stretch of each namespace in turn", async () => {
    const lines = [line("a", "1"), line("b", "1"), line("b", "2"), line("a", "2"), end(4)];
    assert.deepEqual((await batchesOf(lines)).batches, [
      ["a", ["1"]],
      ["b", ["1", "2"]],
      ["a", ["2"]],
    ]);
  });

  it("come in smaller batches when they are large", async () => {
    const values = Buffer.alloc(4 * 20_000).toString("base64");
    const ids = Array.from({ length: 120 }, (_, at) => `id-${String(at).padStart(3, "0")}`);
    const lines = [...ids.map((id) => line("", id, { kind: "set", values })), end(120)];
    const { batches } = await batchesOf(lines);
    assert.ok(batches.length >= 2, `${batches.length}`);
    assert.equal(batches.flatMap(([, each]) => each).length, 120);
  });

  for (const [what, lines] of [
    ["their end is missing", [line("", "a")]],
    ["there are none and no end", []],
    ["their end says another number", [line("", "a"), end(2)]],
    ["their end says no number", [line("", "a"), JSON.stringify({ end: true })]],
    ["something follows the end", [end(0), line("", "a")]],
    ["a line was cut off", [line("", "a").slice(0, -3), end(1)]],
    ["a line is no object", ["7", end(1)]],
    ["a line has no kind", [JSON.stringify({ ns: "", id: "a" }), end(1)]],
    ["values are cut off", [line("", "a", { kind: "set", values: "AAAA" }), end(1)]],
    ["a record comes twice", [line("", "a"), line("", "a"), end(2)]],
    ["ids are not in order", [line("", "b"), line("", "a"), end(2)]],
    ["a namespace comes back with an id of before", [line("b", "a"), line("a", "b"), line("b", "a"), end(3)]],
  ] as const) {
    it(`are refused when ${what}`, async () => {
      await assert.rejects(batchesOf(lines), broken);
    });
  }

  it("are refused when one is of another part, or goes by bulk import", async () => {
    const part = partOf("n", "a", 7);
    assert.equal(part, crc32(Buffer.from("n\0a")) % 7);
    await assert.rejects(batchesOf([line("n", "a"), end(1)], { part: (part + 1) % 7, parts: 7 }), broken);
    await assert.rejects(batchesOf([line("n", "a"), end(1)], { routed: new Set(["n"]) }), broken);
    assert.equal((await batchesOf([line("n", "a"), end(1)], { part, parts: 7 })).records, 1);
  });

  it("say as lines what they said before, to the bit", () => {
    const floats = fc.float32Array({ noNaN: true, maxLength: 5 });
    const md = fc.option(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), {
      nil: undefined,
    });
    const content = fc.record({
      kind: fc.constantFrom("set" as const, "patch" as const),
      values: fc.option(floats, { nil: undefined }),
      sparse: fc.option(
        floats.map((values) => ({ indices: [...values.keys()], values: [...values] })),
        { nil: undefined },
      ),
      md,
    });
    const folded = fc.oneof(fc.constant<Folded>({ kind: "delete" }), content);
    fc.assert(
      fc.property(fc.string(), fc.string(), folded, (ns, id, each) => {
        const read = decodeFolded(encodeFolded({ ns, id, folded: each as Folded }));
        assert.ok(!isEnd(read));
        assert.deepEqual(JSON.parse(JSON.stringify(read)), JSON.parse(JSON.stringify({ ns, id, folded: each })));
      }),
    );
  });
});

describe("the digest of folded records", () => {
  const digestOf = (lines: readonly string[]) => {
    const digest = new FoldedDigest();
    for (const each of lines) digest.add(each);
    return [digest.records, digest.digest];
  };
  const [one, two] = ['{"ns":"","id":"a","kind":"set","md":{"x":1,"y":[1,2]}}', '{"ns":"","id":"b","kind":"delete"}'];

  it("does not depend on order, on how keys stand or how numbers are written", () => {
    const other = '{"md":{"y":[1.0,2e0],"x":1.0},"kind":"set","id":"a","ns":""}';
    assert.deepEqual(digestOf([two, other]), digestOf([one, two]));
    assert.match(String(digestOf([one])[1]), /^[0-9a-f]{32}$/);
  });

  it("shows every difference: a value, an order inside a list, a record more, one twice", () => {
    const all = [
      [one],
      [one, two],
      [one, one],
      [one, one, one],
      [one.replace("1,2", "2,1")],
      [one.replace('"x":1', '"x":"1"')],
      [],
    ].map((lines) => String(digestOf(lines)[1]));
    assert.equal(new Set(all).size, all.length);
  });
});
