import assert from "node:assert/strict";
import { freshnessOf } from "../../../provider/src/migration/apply/freshness";
import { connect } from "../../../provider/src/pinecone/client";
import { systemClock } from "../../../provider/src/util/clock";
import { eachOnEmulator, writtenIndex } from "../../support/provider/writtenIndex";

const A = { id: "a", values: [1, 0.5] };

describe("index writer", () => {
  const emulator = eachOnEmulator();

  it("writes, and tells the numbers of a serverless index", async () => {
    const { writer, reader } = await writtenIndex(emulator(), "serverless");
    const whole = {
      ...A,
      sparseValues: { indices: [3, 4294967295], values: [0.25, -1] },
      metadata: { tag: ["x"], n: 1 },
    };
    assert.deepEqual(await writer.upsert("n", [whole, { id: "b", values: [0, 1] }]), { kind: "applied", lsn: 1 });
    assert.deepEqual((await reader.fetch("n", ["a"])).get("a"), whole);
    const change = { id: "a", values: [2, 2], setMetadata: { n: 2, more: true } };
    assert.deepEqual(await writer.update("n", change), { kind: "applied", lsn: 2 });
    assert.deepEqual((await reader.fetch("n", ["a"])).get("a"), {
      ...whole,
      values: [2, 2],
      metadata: { tag: ["x"], n: 2, more: true },
    });
    assert.deepEqual(await writer.deleteIds("n", ["b", "nobody"]), { kind: "applied", lsn: 3 });
    assert.deepEqual([...(await reader.fetch("n", ["a", "b"])).keys()], ["a"]);
    assert.deepEqual(await reader.probe("n"), { maxIndexedLsn: 3 });
  });

  it("leaves a zero its sign: parity compares bits, so a record that lost one would stay different for good", async () => {
    const { writer, reader } = await writtenIndex(emulator(), "serverless");
    const record = { id: "z", values: [-0, 1], sparseValues: { indices: [7, 1], values: [-0, 0.5] } };
    await writer.upsert("n", [record]);
    assert.deepEqual((await reader.fetch("n", ["z"])).get("z"), record);
  });

  it("writes the default namespace under its one name", async () => {
    const { writer, reader } = await writtenIndex(emulator(), "serverless");
    await writer.upsert("", [A]);
    assert.deepEqual((await reader.stats()).namespaces, new Map([["", 1]]));
    assert.deepEqual(await writer.deleteIds("", ["a"]), { kind: "applied", lsn: 2 });
  });

  it("has no numbers of a pod index", async () => {
    const { writer, reader } = await writtenIndex(emulator(), "pod");
    assert.deepEqual(await writer.upsert("n", [A]), { kind: "applied" });
    assert.deepEqual(await reader.probe("n"), {});
  });

  it("gives each of many writes at once its own number", async () => {
    const { writer } = await writtenIndex(emulator(), "serverless");
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, at) => writer.upsert(`n${at % 8}`, [{ id: String(at), values: [1, at] }])),
    );
    const numbers = new Map<number, number[]>();
    outcomes.forEach((outcome, at) => {
      assert.ok(outcome.kind === "applied" && outcome.lsn !== undefined);
      numbers.set(at % 8, [...(numbers.get(at % 8) ?? []), outcome.lsn]);
    });
    for (const lsns of numbers.values()) assert.deepEqual(lsns.sort(), [1, 2, 3, 4, 5]);
  });

  it("takes a delete in a namespace that isn't there for done", async () => {
    const { writer } = await writtenIndex(emulator(), "serverless");
    assert.equal((await writer.deleteIds("nowhere", ["a"])).kind, "applied");
  });

  it("tells a refusal with its status and code", async () => {
    const { writer, sent } = await writtenIndex(emulator(), "serverless");
    const outcome = await writer.upsert("n", [{ id: "a", values: [1, 2, 3] }]);
    assert.ok(outcome.kind === "refused");
    assert.deepEqual([outcome.status, outcome.code, outcome.retryable], [400, "3", false]);
    assert.equal(sent("/vectors/upsert"), 1);
  });

  for (const [title, fault, expected, effect] of [
    [
      "a 429",
      { kind: "refuse", status: 429, retryAfterSeconds: 3 },
      { kind: "busy", status: 429, retryAfterMs: 3_000 },
      false,
    ],
    ["a 503", { kind: "refuse", status: 503 }, { kind: "unknown" }, false],
    ["a 503 that had its effect", { kind: "refuseAfter", status: 503 }, { kind: "unknown" }, true],
    ["a connection lost after the effect", { kind: "reset", when: "after" }, { kind: "unknown" }, true],
    ["a connection lost before it", { kind: "reset", when: "before" }, { kind: "unknown" }, false],
    ["half an answer", { kind: "truncate" }, { kind: "unknown" }, true],
  ] as const) {
    it(`tells ${title}, and sends nothing again`, async () => {
      const { writer, reader, emulator: at, sent } = await writtenIndex(emulator(), "serverless");
      at.control.setFaults({ rules: [{ path: "/vectors/*", method: "POST", count: 1, fault }] });
      const { reason, ...outcome } = { reason: undefined, ...(await writer.upsert("n", [A])) };
      assert.deepEqual(outcome, expected);
      assert.notEqual(reason, undefined);
      assert.equal(sent("/vectors/upsert"), 1);
      assert.equal((await reader.fetch("n", ["a"])).size, effect ? 1 : 0);
    });
  }

  it("tells an answer that takes too long; its effect comes all the same", async () => {
    const { writer, reader, emulator: at, sent } = await writtenIndex(emulator(), "serverless", { timeoutMs: 40 });
    at.control.setFaults({ rules: [{ path: "/vectors/upsert", fault: { kind: "delay", ms: 150 } }] });
    assert.equal((await writer.upsert("n", [A])).kind, "unknown");
    while ((await reader.fetch("n", ["a"])).size === 0) await systemClock.sleep(10);
    assert.equal(sent("/vectors/upsert"), 1);
  });

  it("throws when it is stopped, before and while it writes", async () => {
    const stop = new AbortController();
    const { writer, emulator: at, sent } = await writtenIndex(emulator(), "serverless", { signal: stop.signal });
    at.control.setFaults({ rules: [{ path: "/vectors/upsert", fault: { kind: "delay", ms: 300 } }] });
    const writing = writer.upsert("n", [A]);
    setTimeout(() => stop.abort(), 20);
    await assert.rejects(writing, { code: "STOPPED" });
    const before = sent("/vectors/delete");
    await assert.rejects(writer.deleteIds("n", ["a"]), { code: "STOPPED" });
    assert.equal(sent("/vectors/delete"), before);
  });

  it("throws what the client itself refuses to send", async () => {
    const { writer, sent } = await writtenIndex(emulator(), "serverless");
    await assert.rejects(writer.upsert("n", []), { name: "PineconeArgumentError" });
    await assert.rejects(writer.deleteIds("n", []), { name: "PineconeArgumentError" });
    assert.equal(sent("/vectors/upsert") + sent("/vectors/delete"), 0);
  });

  it("finds by filter, page by page", async () => {
    const { writer, reader } = await writtenIndex(emulator(), "serverless");
    const records = ["a", "b", "c", "d"].map((id, at) => ({ id, values: [1, at], metadata: { even: at % 2 === 0 } }));
    await writer.upsert("n", records);
    const filter = { even: { $eq: true } };
    assert.deepEqual(await reader.fetchByFilter("n", filter), { ids: ["a", "c"] });
    const first = await reader.fetchByFilter("n", filter, { limit: 1 });
    assert.deepEqual(first.ids, ["a"]);
    const rest = await reader.fetchByFilter("n", filter, { limit: 1, paginationToken: first.next ?? "" });
    assert.deepEqual(rest.ids, ["c"]);
    assert.deepEqual(await reader.fetchByFilter("nowhere", filter), { ids: [] });
    await assert.rejects(reader.fetchByFilter("n", { even: { $odd: 1 } }), { code: "API_ERROR" });
  });

  it("says why a read failed when the service is down", async () => {
    const { reader, emulator: at } = await writtenIndex(emulator(), "serverless");
    at.control.setFaults({ rules: [{ plane: "data", fault: { kind: "refuse", status: 503 } }] });
    await assert.rejects(reader.fetch("n", ["a"]), {
      code: "API_ERROR",
      facts: { request: "GET /vectors/fetch", status: 503 },
    });
  });
});

describe("index writer with another key", () => {
  const emulator = eachOnEmulator({ apiKey: "the-key" });

  it("throws: no write of this run can succeed", async () => {
    const { host } = await writtenIndex(emulator(), "serverless", { apiKey: "the-key" });
    const other = connect({ apiKey: "other", controllerHost: emulator().url }).writer(host);
    await assert.rejects(other.upsert("n", [A]), { code: "API_KEY_REFUSED" });
    await assert.rejects(other.deleteIds("n", ["a"]), { code: "API_KEY_REFUSED" });
  });
});

describe("freshness of an index that shows writes late", () => {
  const emulator = eachOnEmulator({ consistencyMs: 300 });

  it("is proved by numbers, and every write before it is shown then", async () => {
    const { writer, reader } = await writtenIndex(emulator(), "serverless");
    const { signal } = new AbortController();
    const { fresh } = freshnessOf(reader, writer, systemClock, { settleMs: 10, boundMs: 5_000, signal });
    await writer.upsert("n", [A]);
    assert.equal((await reader.fetch("n", ["a"])).size, 0, "shown at once: the test shows nothing");
    assert.equal(await fresh("n"), "lsn");
    assert.deepEqual([...(await reader.fetch("n", ["a"])).keys()], ["a"]);
    await writer.deleteIds("n", ["a"]);
    assert.equal(await fresh("n"), "lsn");
    assert.equal((await reader.fetch("n", ["a"])).size, 0);
  });

  it("is there at once in a namespace that doesn't exist", async () => {
    const { writer, reader, emulator: at } = await writtenIndex(emulator(), "serverless");
    const { signal } = new AbortController();
    const { fresh } = freshnessOf(reader, writer, systemClock, { settleMs: 10, boundMs: 5_000, signal });
    assert.equal(await fresh("nowhere"), "lsn");
    assert.deepEqual((await reader.stats()).namespaces, new Map());
    assert.equal(at.journal.filter(({ path }) => path === "/vectors/fetch").length, 2);
  });

  it("is waited for on a pod index, where nothing is written for it", async () => {
    const { writer, reader, sent } = await writtenIndex(emulator(), "pod");
    const { signal } = new AbortController();
    const { fresh } = freshnessOf(reader, writer, systemClock, { settleMs: 10, boundMs: 5_000, signal });
    assert.equal(await fresh("n"), "settled");
    assert.equal(sent("/vectors/delete"), 0);
  });
});
