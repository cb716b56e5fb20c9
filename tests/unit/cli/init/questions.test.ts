import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { terminalQuestions } from "../../../../provider/src/cli/init/questions";

/** A terminal in small: what is typed goes in, what is shown comes out. */
function terminal() {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = "";
  output.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
  });
  const controller = new AbortController();
  const ask = terminalQuestions({ signal: controller.signal, input, output });
  const until = async (text: string) => {
    for (let tries = 0; !shown.includes(text); tries += 1) {
      assert.ok(tries < 400, `"${text}" is not shown: ${shown}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  /** As fingers do it: one key at a time. */
  const type = async (...keys: string[]) => {
    for (const key of keys) {
      input.write(key);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return { ask, controller, until, type };
}

describe("questions on a terminal", () => {
  it("take a choice with the arrow keys, beginning at what is proposed", async () => {
    const { ask, until, type } = terminal();
    const choices = ["a", "b", "c"].map((value) => ({ name: `choice ${value}`, value }));
    const answer = ask.select("Which?", choices, "b");
    await until("choice c");
    await type("\u001b[B", "\r");
    assert.equal(await answer, "c");
  });

  it("take a line, and say why an answer won't do", async () => {
    const { ask, until, type } = terminal();
    const answer = ask.input("Name?", undefined, (line) => (line === "good" ? undefined : "not that one"));
    await until("Name?");
    await type("b", "\r");
    await until("not that one");
    await type("\u007f", ..."good", "\r");
    assert.equal(await answer, "good");
  });

  it("take what is proposed", async () => {
    const { ask, until, type } = terminal();
    const answer = ask.input("Name?", "good", () => undefined);
    await until("Name?");
    await type("\r");
    assert.equal(await answer, "good");
  });

  for (const [key, said] of [
    ["\r", true],
    ["n", false],
  ] as const) {
    it(`take a ${said ? "yes" : "no"}`, async () => {
      const { ask, until, type } = terminal();
      const answer = ask.confirm("Really?");
      await until("Really?");
      await type(...(said ? [key] : [key, "\r"]));
      assert.equal(await answer, said);
    });
  }

  it("end as stopped at Ctrl-C, and when the run is to stop", async () => {
    const one = terminal();
    const answer = one.ask.confirm("Really?");
    await one.until("Really?");
    void one.type("\u0003");
    await assert.rejects(answer, { code: "STOPPED", summary: "stopped as asked; nothing was written" });

    const other = terminal();
    const asked = other.ask.input("Name?", undefined, () => undefined);
    await other.until("Name?");
    other.controller.abort();
    await assert.rejects(asked, { code: "STOPPED" });
  });
});
