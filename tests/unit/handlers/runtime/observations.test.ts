import assert from "node:assert/strict";
import { observe } from "../../../../provider/src/handlers/runtime/observations";
import { podDescription } from "../../../support/provider/descriptions";
import { FakeClient } from "../../../support/provider/fakeClient";
import { FakeTime } from "../../../support/provider/fakeTime";

const CHANGE = { tags: { team: "search" } };

function stage() {
  const client = new FakeClient(podDescription());
  const clock = new FakeTime();
  return { client, clock, ...observe(client, clock) };
}

describe("observations", () => {
  it("ask each thing once, also when many ask at the same time", async () => {
    const { client, remembering } = stage();
    for (let at = 0; at < 2; at += 1) {
      await Promise.all([
        remembering.describeIndex("docs"),
        remembering.describeIndex("docs"),
        remembering.describeIndex("other"),
        remembering.describeCollection("docs"),
        remembering.listIndexes(),
        remembering.reader("h").stats(),
        remembering.reader("h").stats(),
        remembering.reader("i").stats(),
      ]);
    }
    assert.deepEqual(client.calls, [
      ["describeIndex", "docs"],
      ["describeIndex", "other"],
      ["describeCollection", "docs"],
      ["listIndexes"],
      ["stats", "h"],
      ["stats", "i"],
    ]);
  });

  it("describe an index out of a list that was asked for, as long as it is fresh", async () => {
    const { client, clock, direct, remembering } = stage();
    await remembering.listIndexes();
    assert.equal((await remembering.describeIndex("docs"))?.name, "docs");
    assert.equal(await remembering.describeIndex("other"), undefined);
    assert.deepEqual(client.calls, [["listIndexes"]]);
    await direct.configureIndex("docs", CHANGE);
    assert.deepEqual((await remembering.describeIndex("docs"))?.tags, CHANGE.tags);
    await remembering.listIndexes();
    clock.advance(5_000);
    await remembering.describeIndex("docs");
    assert.deepEqual(
      client.calls.map(([name]) => name),
      ["listIndexes", "configureIndex", "describeIndex", "listIndexes", "describeIndex"],
    );
  });

  it("ask again after five seconds", async () => {
    const { client, clock, remembering } = stage();
    await remembering.describeIndex("docs");
    clock.advance(4_999);
    await remembering.describeIndex("docs");
    assert.equal(client.calls.length, 1);
    clock.advance(1);
    await remembering.describeIndex("docs");
    assert.equal(client.calls.length, 2);
  });

  it("remember nothing for whatever acts", async () => {
    const { client, direct, remembering } = stage();
    await remembering.describeIndex("docs");
    await direct.describeIndex("docs");
    await direct.describeIndex("docs");
    assert.equal(client.calls.length, 3);
  });

  for (const [title, change] of [
    ["configureIndex", (direct: FakeClient) => direct.configureIndex("docs", CHANGE)],
    ["createServerlessIndex", (direct: FakeClient) => direct.createServerlessIndex({})],
    ["deleteIndex", (direct: FakeClient) => direct.deleteIndex("other")],
    ["createCollection", (direct: FakeClient) => direct.createCollection("c", "docs")],
    ["deleteCollection", (direct: FakeClient) => direct.deleteCollection("c")],
  ] as const) {
    it(`forget on ${title}`, async () => {
      const { client, direct, remembering } = stage();
      await remembering.describeIndex("docs");
      await change(direct as unknown as FakeClient);
      await remembering.describeIndex("docs");
      assert.equal(client.calls.filter(([name]) => name === "describeIndex").length, 2);
    });
  }

  for (const write of ["upsert", "deleteIds", "update"] as const) {
    it(`forget counts when records are written by ${write}`, async () => {
      const { client, direct, remembering } = stage();
      const counts = () => remembering.reader("h").stats();
      await counts();
      await assert.rejects(direct.writer("h")[write]("n", [] as never), { message: "not modelled" });
      await counts();
      assert.equal(client.calls.length, 2);
    });
  }

  it("forget on a change that failed as well: its outcome is unknown", async () => {
    const { client, direct, remembering } = stage();
    await remembering.describeIndex("docs");
    await assert.rejects(direct.configureIndex("missing", CHANGE));
    await remembering.describeIndex("docs");
    assert.equal(client.calls.filter(([name]) => name === "describeIndex").length, 2);
  });

  it("forget what was read while a change was under way", async () => {
    const client = new FakeClient(podDescription());
    let finish: (() => void) | undefined;
    const slow = Object.assign(Object.create(client) as FakeClient, {
      configureIndex: () => new Promise<void>((resolve) => (finish = resolve)),
    });
    const { direct, remembering } = observe({ ...client, ...slow }, new FakeTime());
    const change = direct.configureIndex("docs", CHANGE);
    await remembering.describeIndex("docs");
    finish?.();
    await change;
    await remembering.describeIndex("docs");
    assert.equal(client.calls.filter(([name]) => name === "describeIndex").length, 2);
  });

  it("do not remember a failure", async () => {
    const client = new FakeClient(podDescription());
    const good = client.describeIndex;
    const failing = { ...client, describeIndex: () => Promise.reject(new Error("down")) };
    const { remembering } = observe(failing, new FakeTime());
    await assert.rejects(remembering.describeIndex("docs"));
    failing.describeIndex = good as never;
    assert.equal((await remembering.describeIndex("docs"))?.name, "docs");
  });
});
