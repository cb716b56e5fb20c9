import assert from "node:assert/strict";
import { announce } from "../../../../provider/src/migration/cutover/announce";
import { Control } from "../../../../provider/src/writeLog/control";
import { leasePath } from "../../../../provider/src/writeLog/lease";
import { type LogStore, toJson } from "../../../../provider/src/writeLog/store";
import { logOf } from "../../../support/writeLog/logs";
import { seeded } from "../../../support/writeLog/random";
import { CALM, networkStore, VirtualNetwork } from "../../../support/writeLog/virtualNetwork";
import { VirtualProcess, VirtualTime } from "../../../support/writeLog/virtualTime";
import { TIMES } from "./history";

describe("closing the dead before a fence", () => {
  it("never leaves one behind that renewed meanwhile and believes in its lease", async () => {
    const time = new VirtualTime();
    const process = new VirtualProcess(time, "c");
    const files = new Map<string, Uint8Array>();
    const store = networkStore(new VirtualNetwork(time, seeded(1), { ...CALM, legMs: 0.1 }), process, files, 500);
    let nonce = 0;
    const control = new Control(store, process.clock, () => `n${nonce++}`);
    const beat = (writer: string, number: number) => files.set(leasePath(writer), toJson({ beat: number, next: 0 }));
    beat("a", 5);
    beat("b", 5);
    let renewedAt = Number.NaN;
    // The moment at which a is sealed: b was silent for as long as a, and wakes up now.
    const watched: LogStore = {
      ...store,
      create: (path, body) => {
        if (path.startsWith("segments/a/")) {
          renewedAt = time.now;
          beat("b", 6);
        }
        return store.create(path, body);
      },
    };
    let announcedAt = Number.NaN;
    void (async () => {
      await logOf(control, ["a", "b"], { times: TIMES });
      await announce({ store: watched, control, ...process, progress: () => undefined });
      announcedAt = time.now;
    })();
    await time.run(30_000);
    assert.ok(renewedAt > 0, "a was never closed");
    const left = renewedAt + TIMES.leaseMs - announcedAt;
    assert.ok(left < 0, `b may acknowledge writes for ${Math.round(left)} ms more, and no fence waits for it`);
  });
});
