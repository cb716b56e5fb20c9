import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Control } from "../../../provider/src/writeLog/control";
import type * as FileStoreModule from "../../../provider/src/writeLog/fileStore";
import { fileStore } from "../../../provider/src/writeLog/fileStore";
import { type LogStore, mayPass, StoreError } from "../../../provider/src/writeLog/store";
import { freshModule } from "../../support/provider/freshModule";
import { logOf } from "../../support/writeLog/logs";

type Callback = (error: Error | null) => void;

describe("a log in a folder that can't be written", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-log-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  /** A store whose calls of `name` fail from the moment when it is told so. */
  function failing(name: "write" | "link", code: string): { store: LogStore; begin(): void } {
    const files = require("node:fs") as Record<string, (...args: unknown[]) => void>;
    const whole = files[name] ?? assert.fail(name);
    let fails = false;
    files[name] = (...args) => {
      if (!fails) return whole(...args);
      (args.at(-1) as Callback)(Object.assign(new Error(`${code}: made up, ${name}`), { code, syscall: name }));
    };
    try {
      const { fileStore: made } = freshModule<typeof FileStoreModule>(
        require.resolve("../../../provider/src/writeLog/fileStore"),
      );
      return {
        store: made(folder),
        begin: () => {
          fails = true;
        },
      };
    } finally {
      files[name] = whole;
    }
  }

  async function failure(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => assert.fail("it did not fail"),
      (error: unknown) => error,
    );
  }

  for (const [call, code, says] of [
    ["write", "ENOSPC", /the disk is full/],
    ["write", "EDQUOT", /quota/],
    ["link", "EROFS", /read-only/],
  ] as const) {
    it(`says that nothing was done, and why, after ${code}`, async () => {
      const { store, begin } = failing(call, code);
      assert.equal(await store.create("control/1.json", Buffer.from("{}")), true);
      begin();
      const error = await failure(store.create("control/2.json", Buffer.from("{}")));
      assert.ok(error instanceof Error && "lasting" in error, String(error));
      assert.equal(error.lasting, true);
      assert.match(error.message, says);
      assert.equal(await store.get("control/2.json"), undefined);
    });
  }

  it("ends a swap at once, for it would never come about", async () => {
    const { store, begin } = failing("write", "ENOSPC");
    const control = new Control(store, { sleep: () => Promise.resolve() }, () => "n");
    const record = await logOf(control);
    begin();
    const error = await failure(control.swapFrom(record, { soon: true }));
    assert.match(String(error), /LOG_UNAVAILABLE/);
    assert.match(String(error), /the disk is full/);
  });

  it("says it of a folder that is a file", async () => {
    writeFileSync(join(folder, "log"), "");
    const error = await failure(fileStore(join(folder, "log", "docs")).create("control/1.json", Buffer.from("{}")));
    assert.ok(error instanceof StoreError);
    assert.equal(mayPass(error), false);
    assert.match(error.message, /its folder is a file/);
  });

  it("leaves open what is not known: the file is there, and may not be durable", async () => {
    const { store, begin } = failing("link", "EIO");
    begin();
    const error = await failure(store.create("control/1.json", Buffer.from("{}")));
    assert.equal(mayPass(error), true);
  });
});
