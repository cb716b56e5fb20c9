import assert from "node:assert/strict";
import fc from "fast-check";
import { linesIn } from "../../../provider/src/util/lines";

async function all(parts: AsyncIterable<Uint8Array>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesIn(parts)) lines.push(line);
  return lines;
}

async function* inParts(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("lines of a text", () => {
  it("end with \\n only, wherever the bytes are cut", async () => {
    const line = fc.string({
      unit: fc.constantFrom("a", "\r", "\u2028", "\u2029", "\u0085", "\t", "ü", "𝄞"),
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 5 }), async (lines, size) => {
        assert.deepEqual(await all(inParts(lines.map((each) => `${each}\n`).join(""), size)), lines);
      }),
    );
  });

  it("may lack the end of the last one, and are none in an empty text", async () => {
    assert.deepEqual(await all(inParts("a\nb", 1)), ["a", "b"]);
    assert.deepEqual(await all(inParts("", 1)), []);
  });
});
