import assert from "node:assert/strict";
import { seconds, table, terminalOn } from "../../../scripts/demo/terminal";

function written(isTTY: boolean, env: NodeJS.ProcessEnv): string {
  let text = "";
  const terminal = terminalOn({ isTTY, write: (piece) => (text += piece) }, env);
  terminal.line(terminal.paint("red", "gone"));
  return text;
}

describe("the demo's terminal", () => {
  it("has colours only on a terminal and without NO_COLOR", () => {
    assert.equal(written(true, {}), "\u001b[31mgone\u001b[0m\n");
    assert.equal(written(true, { NO_COLOR: "" }), "\u001b[31mgone\u001b[0m\n");
    assert.equal(written(true, { NO_COLOR: "1" }), "gone\n");
    assert.equal(written(false, {}), "gone\n");
  });

  it("breaks lines between words where the terminal ends, and nowhere else", () => {
    let text = "";
    const write = (piece: string) => (text += piece);
    const long = "The stack takes the pod index under its care and says what stands in the way.";
    terminalOn({ isTTY: true, columns: 40, write }, {}).line(long);
    assert.equal(text, "The stack takes the pod index under its\n  care and says what stands in the way.\n");
    text = "";
    terminalOn({ isTTY: false, columns: 40, write }, {}).line(long);
    assert.equal(text, `${long}\n`);
  });

  it("tells durations", () => {
    assert.deepEqual([340, 59_940, 72_400].map(seconds), ["0.3 s", "59.9 s", "1 min 12 s"]);
  });

  it("lays out columns as wide as their widest cell", () => {
    assert.deepEqual(
      table([
        ["a", "bb", ""],
        ["ccc", "d", "e"],
      ]),
      ["a    bb", "ccc  d   e"],
    );
  });
});
