import assert from "node:assert/strict";
import type { LogMessage } from "../../../../provider/src/handlers/runtime/engineLog";
import { rowLog } from "../../../../provider/src/handlers/runtime/rowLog";
import { FakeTime } from "../../../support/provider/fakeTime";

function noted(secrets: string[] = []) {
  const messages: LogMessage[] = [];
  const clock = new FakeTime();
  const sink = async (message: LogMessage) => void messages.push(message);
  return { messages, clock, log: rowLog(sink, "urn:pulumi:x", clock, () => secrets) };
}

describe("rowLog", () => {
  it("shows progress, keeps results and warnings", () => {
    const { log, messages } = noted();
    log.progress("p");
    log.report("r");
    log.warn("w");
    assert.deepEqual(
      messages.map(({ severity, message, ephemeral, urn }) => [severity, message, ephemeral, urn]),
      [
        ["info", "p", true, "urn:pulumi:x"],
        ["info", "r", false, "urn:pulumi:x"],
        ["warning", "w", false, "urn:pulumi:x"],
      ],
    );
  });

  it("shows progress at most once a second at first, and every 15 s in a step of hours", () => {
    const { log, messages, clock } = noted();
    const shownWithin = (ms: number) => {
      const before = messages.length;
      for (let at = 0; at < ms; at += 100, clock.advance(100)) log.progress("p");
      return messages.length - before;
    };
    assert.equal(shownWithin(10_000), 10);
    clock.advance(3_600_000);
    assert.equal(shownWithin(150_000), 10);
  });

  it("holds back progress only", () => {
    const { log, messages } = noted();
    for (let at = 0; at < 5; at += 1) {
      log.progress("p");
      log.report("r");
    }
    assert.deepEqual(
      messages.map(({ message }) => message),
      ["p", "r", "r", "r", "r", "r"],
    );
  });

  it("takes secrets out of every message", () => {
    const { log, messages } = noted(["pcsk-secret"]);
    log.progress("with pcsk-secret");
    log.report("with pcsk-secret");
    log.warn("with pcsk-secret");
    assert.deepEqual(new Set(messages.map(({ message }) => message)), new Set(["with [secret]"]));
  });

  it("is flushed when the last message has arrived", async () => {
    let arrive: (() => void) | undefined;
    const log = rowLog(
      () => new Promise((resolve) => (arrive = resolve)),
      undefined,
      new FakeTime(),
      () => [],
    );
    await log.flushed();
    log.report("r");
    let flushed = false;
    const flush = log.flushed().then(() => (flushed = true));
    await new Promise(setImmediate);
    assert.equal(flushed, false);
    arrive?.();
    await flush;
  });
});
