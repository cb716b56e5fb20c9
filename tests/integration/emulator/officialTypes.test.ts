import assert from "node:assert/strict";
import { clientParts, type Exchange, judge } from "../../support/emulator/conformance/checkAnswer";

const INDEX = {
  name: "docs",
  dimension: 2,
  metric: "cosine",
  vector_type: "dense",
  host: "http://127.0.0.1:1",
  deletion_protection: "disabled",
  tags: { team: "search" },
  status: { ready: true, state: "Ready" },
  spec: { pod: { environment: "us-east-1-aws", pod_type: "p1.x1", replicas: 1, shards: 1, pods: 1 } },
};
const FOUND = {
  results: [],
  namespace: "a",
  usage: { readUnits: 1 },
  matches: [{ id: "x", score: 0.5, values: [1, 0], metadata: { any: { thing: [1] } } }],
};
const EXCHANGE: Exchange = { method: "GET", path: "/indexes/docs", version: "2026-04", status: 200, body: "" };

const problems = (change: Partial<Exchange>, json: unknown) =>
  judge({ ...EXCHANGE, ...change, body: JSON.stringify(json) })?.problems ?? ["not judged"];

describe("official client's types as a judge", () => {
  it("read every operation from the client, once", () => {
    const names = clientParts().flatMap(({ operations }) => operations.map(({ name }) => name));
    assert.equal(names.length, 36);
    assert.equal(new Set(names).size, 36);
    assert.ok(names.includes("DELETE /bulk/imports/{id}"));
  });

  it("accept what fits, with tags, metadata and empty lists as they are", () => {
    assert.deepEqual(problems({}, INDEX), []);
    assert.deepEqual(problems({ path: "/indexes" }, { indexes: [INDEX, INDEX] }), []);
    assert.deepEqual(problems({ method: "POST", path: "/query" }, FOUND), []);
  });

  it("find a field that is missing", () => {
    const { metric, ...without } = INDEX;
    assert.deepEqual(problems({}, without), [`IndexModel must have required property 'metric'`]);
  });

  it("find a field of another type, deep inside", () => {
    const status = { ready: "yes", state: "Ready" };
    assert.deepEqual(problems({ path: "/indexes" }, { indexes: [INDEX, { ...INDEX, status }] }), [
      "IndexList/indexes/1/status/ready must be boolean",
    ]);
  });

  it("find a value that isn't among the possible ones", () => {
    const status = { ready: true, state: "Fine" };
    assert.match(problems({}, { ...INDEX, status }).join(), /status\/state must be equal to one of the allowed values/);
  });

  it("find fields that they don't know, by their path", () => {
    assert.deepEqual(problems({}, { ...INDEX, colour: "red" }), ["IndexModel knows no colour"]);
    const match = { ...FOUND.matches[0], distance: 1 };
    assert.deepEqual(problems({ method: "POST", path: "/query" }, { ...FOUND, matches: [match] }), [
      "QueryResponse knows no matches[0].distance",
    ]);
  });

  it("find a refusal in the shape of the other plane, and what is no JSON", () => {
    const refusal = { code: 5, message: "Resource docs not found", details: [] };
    assert.match(problems({ status: 404 }, refusal).join(), /ErrorResponse must have required property 'error'/);
    assert.deepEqual(judge({ ...EXCHANGE, body: "<html>" })?.problems, ["the body is no JSON: <html>"]);
    assert.deepEqual(judge(EXCHANGE)?.problems, ["no body, where IndexModel is expected"]);
  });

  it("say nothing of newer shapes and of paths that they don't have", () => {
    assert.equal(judge({ ...EXCHANGE, version: "2026-07", body: "{}" }), undefined);
    assert.equal(judge({ ...EXCHANGE, path: "/nowhere", body: "{}" })?.operation, undefined);
  });
});
