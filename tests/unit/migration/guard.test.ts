import assert from "node:assert/strict";
import {
  foundProtection,
  guardedState,
  isProtectedByUs,
  protect,
  putBackAsFound,
  refuseWhileServing,
  unprotect,
} from "../../../provider/src/migration/guard";
import { podState } from "../../../provider/src/migration/tags";
import type { IndexDescription } from "../../../provider/src/pinecone/types";
import { systemClock } from "../../../provider/src/util/clock";
import { Control, type ControlRecord } from "../../../provider/src/writeLog/control";
import type { OpenLog } from "../../../provider/src/writeLog/openLog";
import { podDescription, serverlessDescription } from "../../support/provider/descriptions";
import { FakeClient } from "../../support/provider/fakeClient";
import { logOf } from "../../support/writeLog/logs";
import { MemoryStore } from "../../support/writeLog/memoryStore";

async function logWith(change: Partial<ControlRecord>): Promise<OpenLog> {
  const store = new MemoryStore();
  let nonces = 0;
  const control = new Control(store, systemClock, () => `nonce-${++nonces}`);
  await logOf(control, [], change);
  return { store, control };
}

function held(client: FakeClient): IndexDescription {
  const index = client.indexes.get("docs");
  assert.ok(index);
  return index;
}

describe("guard", () => {
  for (const found of ["enabled", "disabled"] as const) {
    it(`protects in one request and puts ${found} back`, async () => {
      const client = new FakeClient(podDescription({ deletionProtection: found, tags: { team: "search" } }));
      await protect(client, held(client));
      assert.equal(client.changes.length, 1);
      assert.equal(held(client).deletionProtection, "enabled");
      assert.deepEqual(held(client).tags, { team: "search", "podshift-found-protection": found });
      assert.equal(isProtectedByUs(held(client)), true);
      assert.equal(foundProtection(held(client)), found);
      await unprotect(client, held(client));
      assert.equal(client.changes.length, 2);
      assert.equal(held(client).deletionProtection, found);
      assert.deepEqual(held(client).tags, { team: "search" });
      assert.equal(isProtectedByUs(held(client)), false);
    });
  }

  it("keeps what it noted first", async () => {
    const client = new FakeClient(podDescription());
    await protect(client, held(client));
    await protect(client, held(client));
    assert.equal(client.changes.length, 1);
    assert.equal(foundProtection(held(client)), "disabled");
  });

  it("protects again what somebody unprotected, and still knows how it was found", async () => {
    const client = new FakeClient(podDescription({ tags: { "podshift-found-protection": "disabled" } }));
    assert.equal(isProtectedByUs(held(client)), false);
    await protect(client, held(client));
    assert.deepEqual(client.changes, [["configureIndex", "docs", { deletionProtection: "enabled" }]]);
    assert.equal(foundProtection(held(client)), "disabled");
  });

  it("leaves an index alone that it didn't protect", async () => {
    const client = new FakeClient(podDescription({ deletionProtection: "enabled" }));
    await unprotect(client, held(client));
    await putBackAsFound(client, held(client));
    assert.deepEqual(client.changes, []);
    assert.equal(isProtectedByUs(held(client)), false);
  });

  it("believes the index rather than a note that nobody of us wrote", () => {
    const index = podDescription({ deletionProtection: "enabled", tags: { "podshift-found-protection": "maybe" } });
    assert.equal(foundProtection(index), "enabled");
  });

  it("puts back protection and every tag of ours in one request", async () => {
    const tags = {
      team: "search",
      podshift: "cutover",
      "podshift-found-protection": "disabled",
      "podshift-collection": "docs-collection@1",
    };
    const client = new FakeClient(podDescription({ deletionProtection: "enabled", tags }));
    await putBackAsFound(client, held(client));
    assert.equal(client.changes.length, 1);
    assert.deepEqual(held(client).tags, { team: "search" });
    assert.equal(held(client).deletionProtection, "disabled");
  });

  for (const [tag, refused] of [
    [undefined, false],
    ["cutover", true],
    ["retired", true],
  ] as const) {
    it(`${refused ? "refuses" : "allows"} a delete with the tag ${tag}`, () => {
      const pod = podDescription({ tags: tag === undefined ? {} : { podshift: tag } });
      const ask = () => refuseWhileServing("collection c", "docs", podState(pod));
      if (refused) assert.throws(ask, { code: "CUTOVER_GUARD", facts: { podIndex: "docs", state: tag } });
      else ask();
    });
  }

  it("has nothing to refuse once the pod index is gone", () => refuseWhileServing("collection c", "docs", "missing"));

  const client = new FakeClient();

  for (const [title, change, state] of [
    ["an open log on serverless", { active: "serverless" }, "cutover"],
    ["a fenced log on serverless", { active: "serverless", state: "fenced" }, "cutover"],
    ["a log on the pod index", {}, "untouched"],
    ["a closed log", { active: "serverless", state: "closed" }, "untouched"],
  ] as const) {
    it(`takes a pod index without a tag for ${state}, with ${title}`, async () => {
      const log = await logWith(change);
      assert.equal(await guardedState(client, podDescription({ tags: {} }), log), state);
      assert.equal(await guardedState(client, podDescription({ tags: { podshift: "retired" } }), log), "retired");
      assert.equal(await guardedState(client, undefined, log), "missing");
    });
  }

  it("refuses to take both indexes for gone: the key may be another project's", async () => {
    const serverless = { name: "docs-serverless", host: "docs-serverless.host" };
    const log = await logWith({ active: "serverless", serverless });
    await assert.rejects(guardedState(client, undefined, log), { code: "WRONG_PROJECT" });
    const elsewhere = new FakeClient(serverlessDescription({ name: "docs-serverless", host: "other.host" }));
    await assert.rejects(guardedState(elsewhere, undefined, log), { code: "WRONG_PROJECT" });
    const there = new FakeClient(serverlessDescription(serverless));
    assert.equal(await guardedState(there, undefined, log), "missing");
    const closed = await logWith({ active: "serverless", serverless, state: "closed" });
    assert.equal(await guardedState(client, undefined, closed), "missing");
  });

  it("has the tag alone where there is no log, or none any more", async () => {
    const never = { store: new MemoryStore(), control: new Control(new MemoryStore(), systemClock, () => "n") };
    for (const log of [undefined, never]) {
      assert.equal(await guardedState(client, podDescription({ tags: {} }), log), "untouched");
      assert.equal(await guardedState(client, podDescription({ tags: { podshift: "cutover" } }), log), "cutover");
    }
  });
});
