import assert from "node:assert/strict";
import fc from "fast-check";
import { EmbeddingsFormatError, readEmbeddings } from "../../../scripts/demo/embeddingsText";
import { unitLength } from "../../../scripts/demo/wordVectors";

/** The package's layout: vectors in another order than the words, after the values the length and the place. */
function textOf(words: readonly string[], order: readonly number[]): string {
  const entries = order.map((rank) => `${JSON.stringify(words[rank])}:[${rank + 0.5},-1e-3,9.25,${rank}]`);
  return `{"precision":8,"words":${JSON.stringify(words)},"vectors":{${entries.join(",")}},"unkVector":[0,0,0,-1]}`;
}

async function* cut(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function readAll(text: string, size: number) {
  const vectors = [];
  let words: string[] = [];
  for await (const part of readEmbeddings(cut(text, size))) {
    if ("words" in part) words = part.words;
    else vectors.push(part.vector);
  }
  return { words, vectors };
}

describe("reading the word vectors' text", () => {
  it("gives words and vectors wherever the pieces are cut", async () => {
    const word = fc.string({
      minLength: 1,
      maxLength: 6,
      unit: fc.constantFrom("a", '"', "\\", "]", ":", "[", ",", "}", "é"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(word, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 40 }),
        async (words, size) => {
          const order = words.map((_, rank) => rank).reverse();
          const read = await readAll(textOf(words, order), size);
          assert.deepEqual(read.words, words);
          assert.deepEqual(
            read.vectors,
            order.map((rank) => ({ word: words[rank], values: [rank + 0.5, -1e-3], rank })),
          );
        },
      ),
    );
  });

  it("refuses a text that is cut off", async () => {
    const text = textOf(["the", "of"], [0, 1]);
    for (const length of [20, text.indexOf('"of":') + 9]) {
      await assert.rejects(readAll(text.slice(0, length), 16), EmbeddingsFormatError);
    }
  });
});

describe("unit length", () => {
  it("scales a vector, and leaves a zero vector alone", () => {
    assert.deepEqual(unitLength([3, 4]), [0.6, 0.8]);
    assert.deepEqual(unitLength([0, 0]), [0, 0]);
  });
});
