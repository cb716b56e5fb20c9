import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type * as OpenFoldersModule from "../../../provider/src/writeLog/openFolders";
import { freshModule } from "../../support/provider/freshModule";
import { until } from "../../support/until";

type Done = (error: Error | null) => void;
type Call = (descriptor: number, done: Done) => void;

describe("the folders that files are made in", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "podshift-log-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** The room with a call of node:fs that is seen: it takes the call over when it is loaded. */
  function seeing(name: "close" | "fsync", see: (whole: Call) => Call, log = root): OpenFoldersModule.OpenFolders {
    const files = require("node:fs") as Record<string, Call>;
    const whole = files[name] ?? assert.fail(name);
    files[name] = see(whole);
    try {
      const path = require.resolve("../../../provider/src/writeLog/openFolders");
      return new (freshModule<typeof OpenFoldersModule>(path).OpenFolders)(log);
    } finally {
      files[name] = whole;
    }
  }

  /** Folders whose closings are counted: those that closed something, and those that found nothing to close. */
  function counting() {
    const closings = { done: 0, failed: 0 };
    const folders = seeing("close", (whole) => (descriptor, done) => {
      whole(descriptor, (error) => {
        closings[error === null ? "done" : "failed"] += 1;
        done(error);
      });
    });
    return { folders, closings };
  }

  /** Somebody who is in a folder until told to leave it, by an error or not. */
  async function user(folders: OpenFoldersModule.OpenFolders, path: string) {
    let leave: (error?: Error) => void = () => assert.fail("not there yet");
    let within = Promise.resolve();
    await new Promise<void>((entered, failed) => {
      within = folders.within(path, () => {
        entered();
        return new Promise<void>((resolve, reject) => {
          leave = (error) => (error === undefined ? resolve() : reject(error));
        });
      });
      within.catch(failed);
    });
    return {
      leave: (error?: Error) => {
        leave(error);
        return within;
      },
    };
  }

  it("are closed once each: also one that was in use while others came and went", async () => {
    const { folders, closings } = counting();
    const slow = await user(folders, join(root, "slow"));
    for (let n = 0; n < 8; n += 1) await folders.within(join(root, `f${n}`), async () => undefined);
    // So far those are closed whose names were made durable.
    closings.done = 0;
    await slow.leave();
    await until(() => closings.done > 0);
    await delay(50);
    // Eight are kept open.
    assert.deepEqual(closings, { done: 1, failed: 0 });
  });

  it("are closed by the last of their users when work in them failed", async () => {
    const { folders, closings } = counting();
    const path = join(root, "shared");
    const failing = await user(folders, path);
    const other = await user(folders, path);
    closings.done = 0;
    await assert.rejects(failing.leave(new Error("made up")), /made up/);
    await delay(50);
    assert.deepEqual(closings, { done: 0, failed: 0 });
    await other.leave();
    await until(() => closings.done > 0);
    await delay(50);
    assert.deepEqual(closings, { done: 1, failed: 0 });
  });

  // Which folder a descriptor is of is asked of Linux.
  (process.platform === "linux" ? describe : describe.skip)("have names that are durable", () => {
    /** Folders of a log, and a look at those that were synced since the last one, below the test's own. */
    function watching(log: string) {
      let names: string[] = [];
      const see = (whole: Call): Call => {
        return (descriptor, done) => {
          names.push(relative(root, readlinkSync(`/proc/self/fd/${descriptor}`)));
          whole(descriptor, done);
        };
      };
      const folders = seeing("fsync", see, log);
      const since = async (path: string) => {
        names = [];
        await folders.within(join(log, path), (durable) => durable());
        return names;
      };
      return { since };
    }

    it("before anything in them is: those of new folders, and of a new log", async () => {
      const { since } = watching(join(root, "podshift", "docs"));
      assert.deepEqual(await since("segments/a"), [
        ...["", "podshift"],
        ...["podshift/docs", "podshift/docs/segments"],
        "podshift/docs/segments/a",
      ]);
      assert.deepEqual(await since("segments/b"), [
        ...["podshift/docs", "podshift/docs/segments"],
        "podshift/docs/segments/b",
      ]);
    });

    it("each once: it is no part of each write", async () => {
      const { since } = watching(root);
      await since("segments/a");
      assert.deepEqual(await since("segments/a"), ["segments/a"]);
    });

    it("also those that another process made, and maybe not to the end", async () => {
      mkdirSync(join(root, "segments", "a"), { recursive: true });
      assert.deepEqual(await watching(root).since("segments/a"), ["", "segments", "segments/a"]);
    });
  });
});
