import assert from "node:assert/strict";
import { jsonLines, sparing } from "../../../../provider/src/proxy/admin/events";

describe("proxy events", () => {
  it("are JSON, one line each", () => {
    const lines: string[] = [];
    jsonLines(
      (line) => lines.push(line),
      () => 0,
    )("refused", { reason: "a\nb" });
    assert.deepEqual(lines, ['{"at":"1970-01-01T00:00:00.000Z","event":"refused","reason":"a\\nb"}']);
  });

  it("of hostile clients are told so many a second, and how many more there were", () => {
    const told: unknown[] = [];
    let now = 0;
    const emit = sparing(
      (event, facts) => told.push([event, facts?.more]),
      () => now,
      2,
    );
    for (let at = 0; at < 5; at += 1) emit("refused");
    emit("gate");
    now = 1_000;
    emit("refused");
    assert.deepEqual(told, [
      ["refused", undefined],
      ["refused", undefined],
      ["gate", undefined],
      ["refused", 3],
      ["refused", undefined],
    ]);
  });
});
