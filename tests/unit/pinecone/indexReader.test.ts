import assert from "node:assert/strict";
import { Pinecone } from "@pinecone-database/pinecone";
import type { Ask } from "../../../provider/src/pinecone/asking";
import { connect } from "../../../provider/src/pinecone/client";
import { fetchForClient } from "../../../provider/src/pinecone/exchange";
import { catchUpReader } from "../../../provider/src/pinecone/indexReader";
import type { CatchUpReader } from "../../../provider/src/pinecone/types";

const ask: Ask = (_what, request) => request();

/** A reader of the official client's, whose service answers this. */
function answered(json: string) {
  const fetchApi = fetchForClient(async () => new Response(json, { headers: { "content-type": "application/json" } }));
  const client = new Pinecone({ apiKey: "k", fetchApi, maxRetries: 0 });
  return catchUpReader(ask, client.index({ host: "http://127.0.0.1:1" }), "h");
}

const reading = (namespaces: string) => answered(`{"namespaces":${namespaces},"dimension":2,"totalVectorCount":9}`);

describe("indexReader", () => {
  it("reads counts by canonical namespace", async () => {
    const stats = await reading('{"__default__":{"vectorCount":4},"news":{"vectorCount":5}}').stats();
    assert.deepEqual(stats, {
      namespaces: new Map([
        ["", 4],
        ["news", 5],
      ]),
      total: 9,
    });
  });

  it("notices a default namespace under both its names, and loses none of its records", async () => {
    const stats = await reading('{"__default__":{"vectorCount":4},"":{"vectorCount":5}}').stats();
    assert.deepEqual(stats, { namespaces: new Map([["", 9]]), total: 9, bothDefaults: true });
  });

  it("reads an index that holds nothing", async () => {
    for (const json of ["{}", '{"namespaces":null}', '{"namespaces":{},"totalVectorCount":0}']) {
      assert.deepEqual(await answered(json).stats(), { namespaces: new Map(), total: 0 });
    }
  });

  it("loses no namespace and no id that is named like what every object has", async () => {
    const { namespaces } = await reading('{"__proto__":{"vectorCount":4},"constructor":{}}').stats();
    assert.deepEqual([...namespaces], Object.entries({ ["__proto__"]: 4, constructor: 0 }));
    const reader = answered('{"vectors":{"__proto__":{"id":"__proto__"},"a":{"id":"a"}},"pagination":{"next":"n"}}');
    assert.deepEqual(await reader.fetchByFilter("", { a: 1 }), { ids: ["__proto__", "a"], next: "n" });
    const fetched = await reader.fetch("", ["__proto__", "a"]);
    assert.deepEqual([...fetched.keys()], ["__proto__", "a"]);
  });
});

describe("a token of the next page", () => {
  const pages = (next: string) => answered(`{"vectors":[{"id":"a"}],"pagination":{"next":${next}}}`);
  const found = (next: string) => answered(`{"vectors":{"a":{"id":"a"}},"pagination":{"next":${next}}}`);

  it("that is null or empty is none: it was the last page", async () => {
    for (const none of ["null", '""']) {
      assert.deepEqual(await pages(none).list("", "t"), { ids: ["a"] });
      assert.deepEqual(await found(none).fetchByFilter("", { a: 1 }, { paginationToken: "t" }), { ids: ["a"] });
      assert.equal(await imports(none).find("s3://other"), undefined);
    }
  });

  it("that is the one just used, or no text, is refused: it would be followed for ever", async () => {
    for (const odd of ['"t"', "7", "{}"]) {
      await assert.rejects(pages(odd).list("", "t"), { code: "API_ERROR" });
      const page = { paginationToken: "t" };
      await assert.rejects(found(odd).fetchByFilter("", { a: 1 }, page), { code: "API_ERROR" });
    }
    let asked = 0;
    const counting = () => {
      asked += 1;
      assert.ok(asked < 10, "asked for ever");
    };
    await assert.rejects(imports('"t"', counting).find("s3://other"), { code: "API_ERROR" });
    assert.equal(asked, 2);
  });

  /** Imports of a service that lists one, and this token behind it. */
  function imports(next: string, onAsked = () => {}) {
    const fetch = async () => {
      onAsked();
      return new Response(`{"data":[{"id":"1","uri":"s3://a"}],"pagination":{"next":${next}}}`);
    };
    const host = "http://127.0.0.1:1";
    return connect({ apiKey: "k", controllerHost: host, fetch, retries: 0 }).imports(host);
  }
});

describe("a namespace that isn't there", () => {
  const MISSING = { code: 5, message: "Namespace not found", details: [] };

  /** A reader of an index that refuses every read of a namespace, and counts these records by namespace; undefined: it doesn't answer. */
  function refusing(refusal: object, counts: Readonly<Record<string, number>> | undefined) {
    const namespaces = Object.fromEntries(
      Object.entries(counts ?? {}).map(([name, vectorCount]) => [name, { vectorCount }]),
    );
    const fetch = async (url: string | URL | Request) => {
      const isStats = String(url).endsWith("/describe_index_stats");
      if (!isStats || counts === undefined) return new Response(JSON.stringify(refusal), { status: 404 });
      return new Response(JSON.stringify({ namespaces, dimension: 2, totalVectorCount: 0 }));
    };
    const host = "http://127.0.0.1:1";
    return connect({ apiKey: "k", controllerHost: host, fetch, retries: 0 }).catchUpReader(host);
  }

  const reads = (reader: CatchUpReader) => [
    () => reader.fetch("n", ["a"]),
    () => reader.list("n"),
    () => reader.query("n", { vector: [1, 2], topK: 1 }),
    () => reader.fetchByFilter("n", { a: { $eq: 1 } }),
  ];

  it("has no records where reads of it are refused, when the index itself says that it has none", async () => {
    for (const counts of [{}, { other: 3 }, { n: 0 }]) {
      const reader = refusing(MISSING, counts);
      const answers = await Promise.all(reads(reader).map((read) => read()));
      assert.deepEqual(answers, [new Map(), { ids: [] }, [], { ids: [] }]);
      assert.deepEqual(await reader.probe("n"), {});
    }
  });

  it("is not believed of one that has records, of an index that doesn't answer, and by another refusal", async () => {
    const readers = [
      refusing(MISSING, { n: 1 }),
      refusing(MISSING, undefined),
      refusing({ code: 2, message: "no such index" }, {}),
      refusing({}, {}),
    ];
    for (const read of readers.flatMap(reads)) await assert.rejects(read, { code: "API_ERROR" });
  });
});
