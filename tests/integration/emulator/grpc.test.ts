import assert from "node:assert/strict";
import { Agent, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { status } from "@grpc/grpc-js";
import { startEmulator } from "pinecone-emulator";
import { FileDescriptorProto } from "protobufjs/ext/descriptor";
import { GrpcClient, type Message, struct } from "./grpcClient";
import { eachWithEmulator, Harness, send } from "./harness";

/** A client of each index that a test asks for, closed after it. */
function clients(emulator: { readonly at: Harness }) {
  const open: GrpcClient[] = [];
  afterEach(() => {
    for (const client of open.splice(0)) client.close();
  });
  return async (name: string, key?: string) => {
    const client = new GrpcClient(await emulator.at.hostOf(name), key);
    open.push(client);
    return client;
  };
}

const METADATA = {
  whole: 2 ** 53 - 1,
  real: 0.1,
  text: "é",
  yes: true,
  no: false,
  tags: ["a", "b"],
  none: [],
  blank: "",
};

describe("emulator: gRPC calls that go wrong", () => {
  const emulator = eachWithEmulator();
  const clientOf = clients(emulator);
  const upsert = { vectors: [{ id: "a", values: [1, 2] }] };

  const cases = [
    [{ kind: "refuse", status: 429 }, status.RESOURCE_EXHAUSTED, 0],
    [{ kind: "refuseAfter", status: 503 }, status.UNAVAILABLE, 1],
    [{ kind: "reset", when: "before" }, status.UNAVAILABLE, 0],
    [{ kind: "reset", when: "after" }, status.UNAVAILABLE, 1],
    [{ kind: "truncate" }, status.UNAVAILABLE, 1],
  ] as const;
  for (const [fault, code, records] of cases) {
    it(`by ${JSON.stringify(fault)}: ${records} written`, async () => {
      await emulator.at.pod("pods");
      const grpc = await clientOf("pods");
      const rule = { method: "GRPC", path: "/VectorService/Upsert", count: 1, fault } as const;
      emulator.at.emulator.control.setFaults({ rules: [rule] });
      await assert.rejects(grpc.call("Upsert", upsert), { code });
      assert.equal((await grpc.call("DescribeIndexStats", {})).totalVectorCount, records);
      await grpc.call("Upsert", upsert);
      assert.equal(emulator.at.emulator.journal.find((entry) => entry.fault !== undefined)?.fault, fault.kind);
    });
  }
});

describe("emulator: gRPC answers as REST does", () => {
  const emulator = eachWithEmulator();
  const clientOf = clients(emulator);

  it("writes what REST reads, and reads what REST writes", async () => {
    await emulator.at.serverless("docs");
    const grpc = await clientOf("docs");
    const vector = { id: "a", values: [0.5, 0.1], metadata: struct(METADATA) };
    assert.deepEqual(await grpc.call("Upsert", { vectors: [vector], namespace: "n" }), { upsertedCount: 1 });
    const rest = await emulator.at.data("docs", "GET", "/vectors/fetch?ids=a&namespace=n");
    const values = [0.5, Math.fround(0.1)];
    assert.deepEqual(rest.body.vectors, { a: { id: "a", values, metadata: METADATA } });

    await emulator.at.data("docs", "POST", "/vectors/upsert", {
      vectors: [{ id: "b", values: [1, 0], metadata: METADATA }],
      namespace: "n",
    });
    assert.deepEqual(await grpc.call("Fetch", { ids: ["b", "b", "missing"], namespace: "n" }), {
      vectors: { b: { id: "b", values: [1, 0], metadata: struct(METADATA) } },
      namespace: "n",
      usage: { readUnits: 1 },
    });
  });

  it("keeps sparse values, and queries by them", async () => {
    await emulator.at.serverless("docs", { metric: "dotproduct" });
    const grpc = await clientOf("docs");
    const sparseValues = { indices: [7, 2 ** 32 - 1], values: [0.5, 2] };
    await grpc.call("Upsert", {
      vectors: [
        { id: "a", values: [1, 1], sparseValues },
        { id: "b", values: [1, 1] },
      ],
    });
    const { vectors } = await grpc.call("Fetch", { ids: ["a", "b"] });
    assert.deepEqual(vectors, { a: { id: "a", values: [1, 1], sparseValues }, b: { id: "b", values: [1, 1] } });
    const { matches } = await grpc.call("Query", {
      vector: [1, 0],
      sparseVector: { indices: [7], values: [4] },
      topK: 2,
      includeValues: true,
    });
    assert.deepEqual(matches, [
      { id: "a", score: 3, values: [1, 1], sparseValues },
      { id: "b", score: 1, values: [1, 1] },
    ]);
  });

  it("queries by vector and by id, with filters", async () => {
    await emulator.at.serverless("docs", { metric: "euclidean" });
    const grpc = await clientOf("docs");
    const vectors = [0, 1, 2, 3].map((n) => ({
      id: `r${n}`,
      values: [n, 1],
      metadata: struct({ n, tags: [`t${n % 2}`], even: n % 2 === 0 }),
    }));
    await grpc.call("Upsert", { vectors });
    const found = async (query: object) =>
      (await grpc.call("Query", { topK: 10, ...query })).matches?.map((match: { id: string }) => match.id);
    assert.deepEqual(await found({ vector: [0, 1] }), ["r0", "r1", "r2", "r3"]);
    assert.deepEqual(await found({ id: "r3", topK: 2 }), ["r3", "r2"]);
    assert.deepEqual(await found({ vector: [0, 1], filter: struct({ even: { $eq: true } }) }), ["r0", "r2"]);
    assert.deepEqual(await found({ vector: [0, 1], filter: struct({ tags: { $in: ["t1"] }, n: { $gt: 1 } }) }), ["r3"]);
    assert.deepEqual(await found({ vector: [0, 1], filter: struct({}) }), ["r0", "r1", "r2", "r3"]);
    assert.deepEqual(await found({ vector: [0, 1], namespace: "empty" }), undefined);
    assert.deepEqual(await grpc.call("Query", { vector: [0, 1], topK: 1, includeMetadata: true }), {
      matches: [{ id: "r0", score: 0, metadata: struct({ n: 0, tags: ["t0"], even: true }) }],
      namespace: "__default__",
      usage: { readUnits: 1 },
    });
  });

  it("updates by id and by filter; what isn't sent stays", async () => {
    await emulator.at.serverless("docs");
    const grpc = await clientOf("docs");
    const vectors = ["a", "b"].map((id) => ({ id, values: [1, 0], metadata: struct({ kind: "x", n: 1 }) }));
    await grpc.call("Upsert", { vectors });
    assert.deepEqual(await grpc.call("Update", { id: "a", setMetadata: struct({ n: 2 }) }), {});
    await grpc.call("Update", { id: "b", values: [0, 1] });
    const byFilter = { filter: struct({ kind: "x" }), setMetadata: struct({ seen: true }) };
    assert.deepEqual(await grpc.call("Update", { ...byFilter, dryRun: true }), { matchedRecords: 2 });
    const stored = async () => (await grpc.call("Fetch", { ids: ["a", "b"] })).vectors;
    assert.deepEqual(await stored(), {
      a: { id: "a", values: [1, 0], metadata: struct({ kind: "x", n: 2 }) },
      b: { id: "b", values: [0, 1], metadata: struct({ kind: "x", n: 1 }) },
    });
    assert.deepEqual(await grpc.call("Update", byFilter), { matchedRecords: 2 });
    assert.deepEqual((await stored()).a.metadata, struct({ kind: "x", n: 2, seen: true }));
  });

  it("deletes by ids, filter and all", async () => {
    await emulator.at.serverless("docs");
    const grpc = await clientOf("docs");
    const vectors = ["a", "b", "c", "d"].map((id) => ({ id, values: [1, 0], metadata: struct({ id }) }));
    await grpc.call("Upsert", { vectors });
    const left = async () => (await grpc.call("List")).vectors?.map(({ id }: { id: string }) => id);
    assert.deepEqual(await grpc.call("Delete", { ids: ["a"] }), {});
    assert.deepEqual(await left(), ["b", "c", "d"]);
    await grpc.call("Delete", { filter: struct({ id: "b" }) });
    assert.deepEqual(await left(), ["c", "d"]);
    await grpc.call("Delete", { deleteAll: true });
    assert.equal(await left(), undefined);
  });

  it("lists and fetches by metadata, page by page", async () => {
    await emulator.at.serverless("docs");
    const grpc = await clientOf("docs");
    const vectors = ["a1", "a2", "a3", "b1"].map((id) => ({ id, values: [1, 0], metadata: struct({ set: id[0] }) }));
    await grpc.call("Upsert", { vectors });
    const first = await grpc.call("List", { prefix: "a", limit: 2 });
    assert.deepEqual(first.vectors, [{ id: "a1" }, { id: "a2" }]);
    const paginationToken = first.pagination.next;
    const second = await grpc.call("List", { prefix: "a", limit: 2, paginationToken });
    assert.deepEqual(second, { vectors: [{ id: "a3" }], namespace: "__default__", usage: { readUnits: 1 } });

    const filter = struct({ set: "a" });
    const page = await grpc.call("FetchByMetadata", { filter, limit: 2 });
    assert.deepEqual(Object.keys(page.vectors), ["a1", "a2"]);
    const next = await grpc.call("FetchByMetadata", { filter, limit: 2, paginationToken: page.pagination.next });
    assert.deepEqual([Object.keys(next.vectors), next.pagination], [["a3"], undefined]);
  });

  it("tells stats of pods by filter, and of serverless indexes", async () => {
    await emulator.at.pod("pods");
    await emulator.at.serverless("docs");
    const [pods, docs] = [await clientOf("pods"), await clientOf("docs")];
    const vectors = [1, 2].map((n) => ({ id: `${n}`, values: [n, 1], metadata: struct({ n }) }));
    for (const client of [pods, docs]) await client.call("Upsert", { vectors, namespace: "n" });
    const podStats = await pods.call("DescribeIndexStats", { filter: struct({ n: 2 }) });
    assert.deepEqual([podStats.namespaces, podStats.totalVectorCount], [{ n: { vectorCount: 1 } }, 2]);
    assert.deepEqual(await docs.call("DescribeIndexStats"), {
      namespaces: { n: { vectorCount: 2 } },
      dimension: 2,
      indexFullness: 0,
      totalVectorCount: 2,
      metric: "cosine",
      vectorType: "dense",
    });
  });

  it("makes, describes, lists and deletes namespaces", async () => {
    await emulator.at.serverless("docs");
    const grpc = await clientOf("docs");
    const schema = { fields: { genre: { filterable: true } } };
    const made = { name: "made", recordCount: 0, schema };
    assert.deepEqual(await grpc.call("CreateNamespace", { name: "made", schema }), made);
    await grpc.call("Upsert", { vectors: [{ id: "a", values: [1, 0] }], namespace: "mine" });
    const mine = { name: "mine", recordCount: 1 };
    assert.deepEqual(await grpc.call("DescribeNamespace", { namespace: "mine" }), mine);
    assert.deepEqual(await grpc.call("ListNamespaces"), { namespaces: [made, mine], totalCount: 2 });
    const page = await grpc.call("ListNamespaces", { limit: 1, prefix: "m" });
    assert.deepEqual([page.namespaces, page.totalCount], [[made], 2]);
    const rest = await grpc.call("ListNamespaces", { paginationToken: page.pagination.next });
    assert.deepEqual(rest.namespaces, [mine]);
    assert.deepEqual(await grpc.call("DeleteNamespace", { namespace: "made" }), {});
    assert.equal((await grpc.call("ListNamespaces")).totalCount, 1);
  });

  it("gives log sequence numbers in its headers, on serverless only", async () => {
    await emulator.at.serverless("docs");
    await emulator.at.pod("pods");
    const upsert = { vectors: [{ id: "a", values: [1, 0] }] };
    const [docs, pods] = [await clientOf("docs"), await clientOf("pods")];
    const lsn = async (client: GrpcClient, method: string, request: object, name: string) =>
      (await client.reply(method, request)).headers.get(name);
    await docs.call("Upsert", upsert);
    assert.deepEqual(await lsn(docs, "Upsert", upsert, "x-pinecone-request-lsn"), ["2"]);
    assert.deepEqual(await lsn(docs, "Fetch", { ids: ["a"] }, "x-pinecone-max-indexed-lsn"), ["2"]);
    assert.deepEqual(await lsn(pods, "Upsert", upsert, "x-pinecone-request-lsn"), []);
  });

  it("takes large messages", async () => {
    await emulator.at.emulator.stop();
    const free = new Harness(await startEmulator({ limits: "off" }));
    try {
      await free.serverless("docs", { dimension: 1536 });
      const grpc = new GrpcClient(await free.hostOf("docs"));
      const values = Array.from({ length: 1536 }, (_, at) => at / 1536);
      const vectors = Array.from({ length: 1000 }, (_, at) => ({ id: `r${at}`, values }));
      assert.deepEqual(await grpc.call("Upsert", { vectors }), { upsertedCount: 1000 });
      const ids = vectors.map(({ id }) => id);
      const fetched = await grpc.call("Fetch", { ids });
      assert.equal(Object.keys(fetched.vectors).length, 1000);
      assert.deepEqual(fetched.vectors.r999.values, values.map(Math.fround));
      grpc.close();
    } finally {
      await free.emulator.stop();
    }
  });
});

describe("emulator: gRPC refusals", () => {
  const emulator = eachWithEmulator({ apiKey: "key" });
  const clientOf = clients(emulator);

  it("ends with the code and sentence of the REST refusal", async () => {
    await emulator.at.serverless("docs");
    await emulator.at.pod("pods");
    const [docs, pods] = [await clientOf("docs"), await clientOf("pods")];
    const cases: [GrpcClient, string, object, number, RegExp][] = [
      [docs, "Upsert", {}, status.INVALID_ARGUMENT, /at least one vector/],
      [docs, "Upsert", { vectors: [{ id: "a", values: [1] }] }, status.INVALID_ARGUMENT, /dimension 1 does not match/],
      [docs, "Upsert", { vectors: [{ id: "", values: [1, 0] }] }, status.INVALID_ARGUMENT, /`id`/],
      [docs, "Upsert", { vectors: [{ id: "a" }] }, status.INVALID_ARGUMENT, /dimension 0 does not match/],
      [docs, "Query", { vector: [1, 0] }, status.INVALID_ARGUMENT, /topK must be given/],
      [docs, "Query", { topK: 1 }, status.INVALID_ARGUMENT, /an id or a vector/],
      [docs, "Query", { vector: [1, 0], topK: 1, queries: [{}] }, status.UNIMPLEMENTED, /`queries`/],
      [docs, "Query", { vector: [1, 0], topK: 1, scanFactor: 0 }, status.UNIMPLEMENTED, /`scanFactor`/],
      [docs, "Query", { vector: [1, 0], topK: 1, filter: struct({ a: { $no: 1 } }) }, status.INVALID_ARGUMENT, /./],
      [docs, "List", { limit: 0 }, status.INVALID_ARGUMENT, /limit/],
      [docs, "Delete", { filter: struct({}) }, status.INVALID_ARGUMENT, /filter must not be empty/],
      [docs, "Delete", {}, status.INVALID_ARGUMENT, /exactly one/],
      [docs, "Delete", { deleteAll: true, namespace: "none" }, status.NOT_FOUND, /Namespace not found/],
      [docs, "DescribeNamespace", { namespace: "none" }, status.NOT_FOUND, /Namespace not found/],
      [docs, "DeleteNamespace", {}, status.INVALID_ARGUMENT, /must be named/],
      [docs, "DescribeIndexStats", { filter: struct({ a: 1 }) }, status.INVALID_ARGUMENT, /do not support/],
      [pods, "List", {}, status.INVALID_ARGUMENT, /only for serverless/],
      [pods, "CreateNamespace", { name: "a" }, status.INVALID_ARGUMENT, /only for serverless/],
    ];
    for (const [client, method, request, code, details] of cases) {
      await assert.rejects(client.call(method, request), { code, details }, `${method} ${JSON.stringify(request)}`);
    }
    await docs.call("CreateNamespace", { name: "a" });
    await assert.rejects(docs.call("CreateNamespace", { name: "a" }), { code: status.ALREADY_EXISTS });
  });

  it("refuses metadata that REST refuses, and numbers that JSON hasn't", async () => {
    await emulator.at.serverless("docs");
    const grpc = await clientOf("docs");
    for (const value of [null, { a: 1 }, [1], Number.NaN, Number.POSITIVE_INFINITY]) {
      const vectors = [{ id: "a", values: [1, 0], metadata: struct({ value }) }];
      await assert.rejects(grpc.call("Upsert", { vectors }), { code: status.INVALID_ARGUMENT }, String(value));
    }
    const infinite = { vectors: [{ id: "a", values: [Number.POSITIVE_INFINITY, 0] }] };
    await assert.rejects(grpc.call("Upsert", infinite), { code: status.INVALID_ARGUMENT });
    assert.equal((await grpc.call("DescribeIndexStats")).totalVectorCount, 0);
  });

  it("refuses more than 2 MB with its own sentence", async () => {
    await emulator.at.serverless("docs", { dimension: 1536 });
    const values = new Array(1536).fill(1);
    const vectors = Array.from({ length: 400 }, (_, at) => ({ id: `r${at}`, values }));
    const details = /message length too large: found \d+ bytes, the limit is: 2097152 bytes/;
    await assert.rejects((await clientOf("docs")).call("Upsert", { vectors }), {
      code: status.INVALID_ARGUMENT,
      details,
    });
  });

  it("accepts only its key, before it looks at the message", async () => {
    await emulator.at.serverless("docs");
    const unreadable = Buffer.from([0x0a, 0xff]);
    for (const key of ["", "wrong", "keys"]) {
      const client = await clientOf("docs", key);
      await assert.rejects(client.call("DescribeIndexStats"), {
        code: status.UNAUTHENTICATED,
        details: "Invalid API key.",
      });
      await assert.rejects(client.bytes("/VectorService/Upsert", unreadable), { code: status.UNAUTHENTICATED });
    }
    const client = await clientOf("docs");
    await client.call("DescribeIndexStats");
    await assert.rejects(client.bytes("/VectorService/Upsert", unreadable), { code: status.INVALID_ARGUMENT });
    assert.equal(JSON.stringify(emulator.at.emulator.journal).includes("wrong"), false);
  });

  it("is UNAVAILABLE while the index isn't ready, and UNIMPLEMENTED outside the service", async () => {
    emulator.at.emulator.control.holdIndexes();
    await emulator.at.serverless("docs");
    const grpc = await clientOf("docs");
    await assert.rejects(grpc.call("List"), { code: status.UNAVAILABLE, details: /not ready: Initializing/ });
    assert.equal((await grpc.call("DescribeIndexStats")).totalVectorCount, 0);
    emulator.at.emulator.control.releaseIndexes();
    await grpc.call("List");
    for (const path of ["/VectorService/Import", "/OtherService/List"]) {
      await assert.rejects(grpc.bytes(path, Buffer.alloc(0)), { code: status.UNIMPLEMENTED });
    }
  });

  it("is in the journal", async () => {
    await emulator.at.serverless("docs");
    const grpc = await clientOf("docs");
    await grpc.call("Fetch", { ids: ["a"], namespace: "n" });
    await assert.rejects(grpc.call("Query", { id: "a" }));
    const big = { vectors: Array.from({ length: 500 }, (_, at) => ({ id: `record-${at}`, values: [1, 2] })) };
    await grpc.call("Upsert", big);
    await grpc.call("List");
    const entries = emulator.at.emulator.journal.filter(({ method }) => method === "GRPC");
    const entry = { at: 0, index: "docs", method: "GRPC" };
    assert.deepEqual(
      entries.map((found) => ({ ...found, at: 0 })),
      [
        { ...entry, path: "/VectorService/Fetch", status: 0, body: { ids: ["a"], namespace: "n" } },
        { ...entry, path: "/VectorService/Query", status: status.INVALID_ARGUMENT, body: { id: "a" } },
        { ...entry, path: "/VectorService/Upsert", status: 0 },
        { ...entry, path: "/VectorService/List", status: 0 },
      ],
    );
  });
});

describe("emulator: gRPC and REST on one port", () => {
  const emulator = eachWithEmulator();
  const clientOf = clients(emulator);

  it("serves both at the same time, REST on connections that stay", async () => {
    await emulator.at.serverless("docs");
    const host = await emulator.at.hostOf("docs");
    const grpc = await clientOf("docs");
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    const overRest = (at: number) =>
      keptUpsert(host, agent, { vectors: [{ id: `rest-${at}`, values: [1, 0] }] }, ports);
    const overGrpc = (at: number) => grpc.call("Upsert", { vectors: [{ id: `grpc-${at}`, values: [1, 0] }] });
    const numbers = Array.from({ length: 20 }, (_, at) => at);
    const statuses = await Promise.all(numbers.flatMap((at) => [overRest(at), overGrpc(at)]));
    assert.deepEqual(
      statuses.filter((found) => typeof found === "number"),
      numbers.map(() => 200),
    );
    assert.equal(ports.size, 1);
    assert.equal((await grpc.call("DescribeIndexStats")).totalVectorCount, 40);
    agent.destroy();
  });

  it("knows the protocol when the first bytes come one by one", async () => {
    await emulator.at.serverless("docs");
    const port = Number(new URL(await emulator.at.hostOf("docs")).port);
    const post = "POST /vectors/list HTTP/1.1\r\nHost: x\r\nApi-Key: key\r\nConnection: close\r\n\r\n";
    assert.match((await answerTo(port, [...post].map(Buffer.from))).toString(), /^HTTP\/1\.1 501 /);
    const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    const preface = [..."PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"].map(Buffer.from);
    // A server's first frame is SETTINGS (type 4).
    assert.equal((await answerTo(port, [...preface, settings]))[3], 4);
  });

  it("lives on when a connection breaks before it says anything, or in the preface", async () => {
    await emulator.at.serverless("docs");
    const port = Number(new URL(await emulator.at.hostOf("docs")).port);
    for (const bytes of ["", "P", "PRI * HT", "PRI * HTTP/2.0\r\n\r\nno"]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, "127.0.0.1", () => {
          if (bytes !== "") socket.write(bytes);
          setImmediate(() => socket.resetAndDestroy());
        });
        socket.on("close", () => resolve());
      });
    }
    assert.equal((await emulator.at.data("docs", "GET", "/vectors/list")).status, 200);
    await (await clientOf("docs")).call("List");
  });

  it("stops and resets at once with channels, streams and silent connections open", async () => {
    await emulator.at.serverless("docs");
    const port = Number(new URL(await emulator.at.hostOf("docs")).port);
    const grpc = await clientOf("docs");
    await grpc.call("List");
    const watched = grpc.watchHealth();
    await new Promise((resolve) => watched.once("data", resolve));
    const streamEnds = new Promise<{ code?: number }>((resolve) => watched.on("error", resolve));
    const silent = connect(port, "127.0.0.1");
    const silentEnds = new Promise((resolve) => silent.on("error", () => {}).on("close", resolve));
    await new Promise((resolve) => silent.once("connect", resolve));
    await send("GET", `http://127.0.0.1:${port}/vectors/list`);
    await emulator.at.emulator.reset();
    assert.notEqual((await streamEnds).code, status.OK);
    await silentEnds;
    await assert.rejects(grpc.call("List"), { code: status.UNAVAILABLE });

    await emulator.at.serverless("docs");
    const again = await clientOf("docs");
    await again.call("List");
    await emulator.at.emulator.stop();
    await assert.rejects(again.call("List"), { code: status.UNAVAILABLE });
  });
});

describe("emulator: gRPC reflection and health", () => {
  const emulator = eachWithEmulator();
  const clientOf = clients(emulator);

  it("says what is served, in both versions and without a key", async () => {
    await emulator.at.serverless("docs");
    const grpc = await clientOf("docs", "");
    for (const version of ["v1", "v1alpha"]) {
      const { listServicesResponse } = await grpc.reflect(version, { listServices: "*" });
      assert.deepEqual(listServicesResponse.service, [{ name: "VectorService" }, { name: "grpc.health.v1.Health" }]);
      for (const symbol of ["VectorService", "VectorService.Upsert", "QueryRequest"]) {
        const { fileDescriptorResponse } = await grpc.reflect(version, { fileContainingSymbol: symbol });
        assert.deepEqual(described(fileDescriptorResponse), ["vector_service.proto", "google/protobuf/struct.proto"]);
      }
      const struct = await grpc.reflect(version, { fileByFilename: "google/protobuf/struct.proto" });
      assert.deepEqual(described(struct.fileDescriptorResponse), ["google/protobuf/struct.proto"]);
      const health = await grpc.reflect(version, { fileContainingSymbol: "grpc.health.v1.Health" });
      assert.deepEqual(described(health.fileDescriptorResponse), ["grpc/health/v1/health.proto"]);
      const missing = await grpc.reflect(version, { fileContainingSymbol: "Missing" });
      assert.equal(missing.errorResponse.errorCode, status.NOT_FOUND);
      const extensions = await grpc.reflect(version, { allExtensionNumbersOfType: "QueryRequest" });
      assert.equal(extensions.errorResponse.errorCode, status.UNIMPLEMENTED);
    }
  });

  it("describes the service as its definition has it", async () => {
    await emulator.at.serverless("docs");
    const { fileDescriptorResponse } = await (await clientOf("docs")).reflect("v1", { fileContainingSymbol: "Vector" });
    const file = read(fileDescriptorResponse.fileDescriptorProto[0]);
    assert.deepEqual(file.dependency, ["google/protobuf/struct.proto"]);
    assert.equal(file.service[0].method.length, 12);
    const message = (name: string) => file.messageType.find((found: Message) => found.name === name);
    const [vectors] = message("FetchResponse").field;
    assert.equal(vectors.typeName, ".FetchResponse.VectorsEntry");
    assert.deepEqual(message("FetchResponse").nestedType[0].options, { mapEntry: true });
    const optional = message("QueryRequest").field.filter((field: Message) => field.proto3Optional === true);
    assert.deepEqual(
      optional.map((field: Message) => field.name),
      ["scan_factor", "max_candidates"],
    );
  });

  it("is SERVING while the index is usable", async () => {
    emulator.at.emulator.control.holdIndexes();
    await emulator.at.serverless("docs");
    const grpc = await clientOf("docs", "");
    const check = async (service: string) => {
      const request = Buffer.concat([Buffer.from([10, service.length]), Buffer.from(service)]);
      return (await grpc.bytes("/grpc.health.v1.Health/Check", request, (bytes) => ({ status: bytes[1] }))).message
        .status;
    };
    const watched = grpc.watchHealth().on("error", () => {});
    const seen = watched[Symbol.asyncIterator]();
    assert.equal((await seen.next()).value, NOT_SERVING);
    assert.deepEqual([await check(""), await check("VectorService")], [NOT_SERVING, NOT_SERVING]);
    emulator.at.emulator.control.releaseIndexes();
    assert.equal((await seen.next()).value, SERVING);
    assert.deepEqual([await check(""), await check("VectorService")], [SERVING, SERVING]);
    await assert.rejects(check("Other"), { code: status.NOT_FOUND });
    watched.cancel();
  });
});

/** Numbers of grpc.health.v1.HealthCheckResponse.ServingStatus. */
const SERVING = 1;
const NOT_SERVING = 2;

function described(answer: Message): string[] {
  return answer.fileDescriptorProto.map((bytes: Uint8Array) => read(bytes).name);
}

function read(bytes: Uint8Array): Message {
  return FileDescriptorProto.toObject(FileDescriptorProto.decode(bytes));
}

/** Upserts over REST on an agent's connection, and notes the client's port. */
function keptUpsert(host: string, agent: Agent, body: object, ports: Set<number | undefined>): Promise<number> {
  return new Promise((resolve, reject) => {
    const url = `${host}/vectors/upsert`;
    const sent = httpRequest(url, { method: "POST", agent, headers: { "Api-Key": "key" } }, (response) => {
      ports.add(response.socket.localPort);
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", reject).end(JSON.stringify(body));
  });
}

/** The first bytes that come back after `parts`, each sent in a packet of its own. */
async function answerTo(port: number, parts: readonly Buffer[]): Promise<Buffer> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const answer = new Promise<Buffer>((resolve, reject) => socket.once("data", resolve).once("error", reject));
  for (const part of parts) {
    await new Promise((resolve) => socket.write(part, resolve));
    // Long enough that the server reads each part alone.
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  const bytes = await answer;
  socket.destroy();
  return bytes;
}
