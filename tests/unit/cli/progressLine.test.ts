import assert from "node:assert/strict";
import { progressLine } from "../../../provider/src/cli/progressLine";

const world = (isTerminal: boolean, err?: number) => {
  const [lines, shown]: [string[], string[]] = [[], []];
  let at = 0;
  const io = {
    out: () => undefined,
    err: (line: string) => void lines.push(line),
    isTerminal,
    columns: { err },
    env: {},
    signal: new AbortController().signal,
  };
  const line = progressLine(
    io,
    (text) => void shown.push(text),
    () => at,
  );
  return { line, lines, shown, pass: (ms: number) => (at += ms) };
};

describe("progress of a command", () => {
  it("stays on one line of the terminal, however long it is", () => {
    const { line, shown } = world(true, 20);
    line.show("records: 1,000 of 20,000, 2,000/s");
    assert.equal(shown.join(""), "\r\u001b[Krecords: 1,000 of …");
    line.done();
    line.done();
    assert.equal(shown.slice(1).join(""), "\n");
  });

  it("is a line now and then where there is no terminal, without a control character", () => {
    const { line, lines, shown, pass } = world(false);
    for (let n = 0; n < 600; n += 1) {
      line.show(`records: ${n} of 600`);
      pass(100);
    }
    line.done();
    assert.equal(lines.length, 6);
    assert.ok(lines.every((each) => /^[ -~]+$/.test(each)));
    assert.deepEqual(shown, []);
  });
});
