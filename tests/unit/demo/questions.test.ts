import assert from "node:assert/strict";
import { COMPARED, compareAnswers, isSame, type Match, QUESTIONS, queryFor } from "../../../scripts/demo/questions";

const found = (...scores: [string, number][]): Match[] =>
  scores.map(([word, score]) => ({ id: `id-${word}`, score, word }));

describe("answers before and after", () => {
  const before = found(["sea", 0.9], ["coast", 0.8]);

  it("are the same with the same words, order and scores, up to float32", () => {
    assert.ok(isSame(before, found(["sea", 0.9000001], ["coast", 0.8])));
  });

  it("are different in order, score, number or word", () => {
    assert.ok(!isSame(before, found(["coast", 0.9], ["sea", 0.8])));
    assert.ok(!isSame(before, found(["sea", 0.91], ["coast", 0.8])));
    assert.ok(!isSame(before, found(["sea", 0.9])));
    assert.ok(!isSame(before, found(["sea", 0.9], ["coast", 0.8], ["shore", 0.7])));
  });

  it("are not the same when both are empty: that proves nothing", () => {
    assert.ok(!isSame([], []));
  });

  it("are shown without the word itself, which is its own nearest", () => {
    const [question] = QUESTIONS;
    const answer = found([question?.word ?? "", 1], ["a", 0.9], ["b", 0.8], ["c", 0.7], ["d", 0.6]);
    const answers = QUESTIONS.map(() => answer);
    const [first] = compareAnswers(answers, answers);
    assert.deepEqual(first, { question: question?.word, before: "a b c", after: "a b c", same: true });
  });

  it("mark a missing answer as different", () => {
    const compared = compareAnswers([before], []);
    assert.equal(compared.length, QUESTIONS.length);
    assert.ok(compared.every(({ same, after }) => !same && after === "(nothing)"));
  });
});

describe("the questions", () => {
  it("ask each of four words with and without a filter, in all namespaces, and once with sparse values", () => {
    const plain = QUESTIONS.filter(({ spelling }) => spelling !== true);
    const words = new Set(plain.map(({ word }) => word));
    assert.equal(words.size, 4);
    for (const word of words) {
      const filters = plain.filter((question) => question.word === word).map(({ filter }) => filter !== undefined);
      assert.deepEqual(filters, [false, true]);
    }
    assert.deepEqual(new Set(QUESTIONS.map(({ namespace }) => namespace)), new Set(["", "uncommon", "rare"]));
    assert.equal(QUESTIONS.filter(({ spelling }) => spelling === true).length, 1);
  });

  it("become queries with the filter and sparse values that they need, and none else", () => {
    const vector = Float32Array.from([0.5, 0.25]);
    const plain = { word: "sea", namespace: "" } as const;
    assert.deepEqual(queryFor(plain, vector), { vector: [0.5, 0.25], topK: COMPARED + 1 });
    const filter = { letter: { $eq: "s" } };
    assert.deepEqual(queryFor({ ...plain, filter, only: "letter = s" }, vector).filter, filter);
    assert.equal(queryFor({ ...plain, spelling: true }, vector).sparseVector?.indices.length, 2);
  });
});
