import assert from "node:assert/strict";
import fc from "fast-check";
import { PodshiftError } from "../../../provider/src/errors";
import { encodeEntry } from "../../../provider/src/writeLog/encoding";
import type { Entry } from "../../../provider/src/writeLog/entry";
import { createSeal, parseSegment, readSegment, segmentPath } from "../../../provider/src/writeLog/segments";
import { entry } from "../../support/writeLog/arbitraryEntries";
import { MemoryStore } from "../../support/writeLog/memoryStore";

const some: Entry[] = ["a", "b", "c"].map((id, n) => ({
  ...{ v: 1, t: 5, n, w: "w", e: 1, ns: "", op: "upsert", id, values: Float32Array.from([n]) },
}));
const bytesOf = (entries: readonly Entry[]) => Buffer.from(entries.map((each) => `${encodeEntry(each)}\n`).join(""));

function isBroken(error: unknown, line?: number): boolean {
  assert.ok(error instanceof PodshiftError, String(error));
  assert.equal(error.code, "LOG_BROKEN");
  if (line !== undefined) assert.equal(error.facts.line, line);
  assert.match(error.summary, /segments\/w\/000000000007\.jsonl, line \d+/);
  return true;
}

describe("a segment", () => {
  it("finds a flipped bit anywhere", () => {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        (entries, at, bit) => {
          const body = bytesOf(entries);
          const place = at % body.length;
          body[place] = (body[place] ?? 0) ^ (1 << bit);
          assert.throws(
            () => parseSegment("w", 7, body),
            (error) => isBroken(error),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it("finds a last line feed that became something else: it is no torn line", () => {
    for (let other = 0; other < 256; other += 1) {
      if (other === 10) continue;
      const body = bytesOf(some);
      body[body.length - 1] = other;
      assert.throws(
        () => parseSegment("w", 7, body),
        (error) => isBroken(error, 3),
      );
    }
  });

  it("cuts a torn last line off, wherever it is torn", () => {
    const body = bytesOf(some);
    const lastLine = bytesOf(some.slice(2)).length;
    for (let cut = 1; cut < lastLine; cut += 1) {
      const read = parseSegment("w", 7, body.subarray(0, body.length - cut));
      assert.equal(read.torn, true);
      // Without its line feed alone the entry is whole, and its checksum says so.
      assert.equal(read.entries.length, cut === 1 ? 3 : 2, `${cut} bytes cut`);
    }
    assert.deepEqual(parseSegment("w", 7, body), {
      ...{ w: "w", number: 7, entries: some, sealed: false, torn: false, bytes: body.length },
    });
  });

  it("names file and line of damage in the middle", () => {
    const lines = bytesOf(some).toString().split("\n");
    const body = Buffer.from([lines[0], lines[1]?.replace('"id":"b"', '"id":"x"'), lines[2], ""].join("\n"));
    assert.throws(
      () => parseSegment("w", 7, body),
      (error) => isBroken(error, 2),
    );
  });

  it("is undefined until it is there, and a seal only where nothing is", async () => {
    const store = new MemoryStore();
    assert.equal(await readSegment(store, "w", 7), undefined);
    await store.create(segmentPath("w", 7), bytesOf(some));
    assert.equal((await readSegment(store, "w", 7))?.entries.length, 3);
    assert.equal(await createSeal(store, "w", 7), false);
    assert.equal(await createSeal(store, "w", 8), true);
    assert.equal((await readSegment(store, "w", 8))?.sealed, true);
  });
});
