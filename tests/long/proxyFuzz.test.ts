import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import * as fc from "fast-check";
import { decodeGrpc } from "../../provider/src/proxy/decode/grpcWrites";
import { decodeRest } from "../../provider/src/proxy/decode/restWrites";
import { frameOf, messageOf, refuseByHead } from "../../provider/src/proxy/grpc/frames";
import { Refused } from "../../provider/src/proxy/refused";
import { grpcRoute, restRoute, type WriteOperation } from "../../provider/src/proxy/routes";
import type { LoggedBody } from "../../provider/src/writeLog/writer";
import { anyBody, anyMessage, damaged, goodBodies, goodMessages } from "../support/proxy/hostileBytes";
import { decodedBy } from "../support/proxy/messages";
import { eachOnProxyStage, until } from "../support/proxy/stage";

const SEED = Number(process.env.PODSHIFT_SEED ?? Date.now() % 1_000_000);
const CASES = Number(process.env.PODSHIFT_FUZZ_CASES ?? 100_000);
const OPERATIONS = ["upsert", "update", "delete", "delete_namespace"] as const satisfies readonly WriteOperation[];
const TYPES: Readonly<Record<WriteOperation, string>> = {
  upsert: "UpsertRequest",
  update: "UpdateRequest",
  delete: "DeleteRequest",
  delete_namespace: "DeleteNamespaceRequest",
};
const MEGABYTE = 1024 * 1024;
const BODY = 4 * MEGABYTE;

const counts: Record<string, number> = {};
const count = (name: string) => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/** The answer, or undefined when it was refused; anything else that is thrown ends the test. */
function orRefused<T>(name: string, run: () => T): T | undefined {
  try {
    const answer = run();
    count(`${name} taken`);
    return answer;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    assert.ok(error.status >= 400 && error.status < 500 && error.body.length < 1_000);
    count(`${name} refused`);
    return undefined;
  }
}

const of = (share: number) => ({ numRuns: Math.round(CASES * share), seed: SEED });

describe(`proxy: fuzz (PODSHIFT_SEED=${SEED}, PODSHIFT_FUZZ_CASES=${CASES})`, () => {
  after(() => console.log(`      ${JSON.stringify(counts)}`));

  for (const operation of OPERATIONS) {
    it(`gRPC ${operation}: refuses, or takes what protobufjs reads`, () => {
      const message = fc.oneof(damaged(goodMessages[operation]), anyMessage);
      const before = highest();
      fc.assert(
        fc.property(message, (bytes) => {
          const decoded = orRefused(`grpc ${operation}`, () => decodeGrpc(operation, bytes));
          if (decoded === undefined) return;
          assert.deepEqual(plain(decoded.bodies), plain(expected(operation, decodedBy(TYPES[operation], bytes))));
        }),
        of(0.125),
      );
      assert.ok(highest() - before < 300);
    });

    it(`REST ${operation}: refuses, or takes what the body says`, () => {
      const text = goodBodies[operation].map((body) => Buffer.from(JSON.stringify(body)));
      fc.assert(
        fc.property(fc.oneof(damaged(text), anyBody), fc.string({ unit: "binary", maxLength: 8 }), (bytes, param) => {
          const decoded = orRefused(`rest ${operation}`, () => decodeRest(operation, param, bytes));
          if (decoded === undefined || operation === "delete_namespace") return;
          const sent = JSON.parse(bytes.toString("utf8"));
          assert.equal(decoded.bodies.length, operation === "upsert" ? sent.vectors.length : 1);
          assert.deepEqual(idsOf(decoded.bodies), operation === "delete" ? (sent.ids ?? []) : idsSent(sent));
        }),
        of(0.075),
      );
    });
  }

  it("gRPC frames: refuses, or takes exactly the message", () => {
    const frame = fc.oneof(damaged(anyMessage.map(frameOf)), fc.uint8Array({ maxLength: 16 }));
    fc.assert(
      fc.property(frame, fc.nat(2 ** 20), (given, limit) => {
        const bytes = Buffer.from(given);
        orRefused("head", () => refuseByHead(bytes, limit));
        const message = orRefused("frame", () => messageOf(bytes));
        if (message !== undefined) assert.deepEqual(frameOf(message), bytes);
      }),
      of(0.1),
    );
  });

  it("routes: no path that isn't exactly one of a write or read is taken for one", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "vectors",
        "upsert",
        "namespaces",
        "records",
        "bulk",
        "imports",
        "..",
        "%2e%2e",
        "",
        "query",
        "a",
      ),
      fc.string({ maxLength: 4 }),
    );
    const path = fc.array(piece, { maxLength: 5 }).map((parts) => `/${parts.join("/")}`);
    fc.assert(
      fc.property(fc.constantFrom("GET", "POST", "DELETE", "PUT", "HEAD"), path, (method, text) => {
        const route = restRoute(method, text);
        count(`route ${route.kind}`);
        if (route.kind !== "refused") assert.doesNotMatch(text, /\/(\.|%2e){1,2}(\/|$)/i);
        assert.equal(grpcRoute(text).kind, "refused");
      }),
      of(0.1),
    );
  });

  const dense: Readonly<Record<string, readonly [WriteOperation, Buffer]>> = {
    "a vector of numbers that aren't packed": [
      "upsert",
      nested(0x0a, Buffer.concat([hex("0a0161"), filled("150000803f")])),
    ],
    "vectors of nothing": ["upsert", filled("0a00")],
    "vectors of an id": ["upsert", filled("0a030a0161")],
    "ids of one letter": ["delete", filled("0a0161")],
    "a list of nulls": [
      "delete",
      nested(0x22, nested(0x0a, Buffer.concat([hex("0a0161"), nested(0x12, nested(0x32, filled("0a00")))]))),
    ],
    "lists in lists": ["delete", nestedLists()],
  };
  const denseJson: Readonly<Record<string, readonly [WriteOperation, string]>> = {
    "objects of nothing": ["delete", `{"filter":{"a":[${"{},".repeat(BODY / 4)}1]}}`],
    "lists of nothing": ["delete", `{"filter":{"a":[${"[],".repeat(BODY / 4)}1]}}`],
    "fields of one digit": ["delete", `{"filter":{${Array.from({ length: BODY / 10 }, (_, n) => `"${n}":1`).join()}}}`],
    "a number a digit": ["upsert", `{"vectors":[{"id":"a","values":[${"1,".repeat(BODY / 2 - 50)}1]}]}`],
    "ids of one letter": ["delete", `{"ids":[${'"a",'.repeat(BODY / 4 - 50)}"a"]}`],
    quotes: ["delete", '"'.repeat(BODY)],
    // No more than 200 kB: a reader that takes the square of it would not come back from 4 MB.
    "escaped quotes in a text without end": ["delete", `"${'\\"'.repeat(100_000)}`],
    "one text": ["delete", `{"ids":["${"a".repeat(BODY - 50)}"]}`],
    "white space after a text": ["delete", `{"ids":["a"${" ".repeat(BODY - 50)}]}`],
    brackets: ["delete", "[".repeat(BODY)],
  };
  const cases = [
    ...Object.entries(dense).map(([what, [op, bytes]]) => [`gRPC: ${what}`, () => decodeGrpc(op, bytes)] as const),
    ...Object.entries(denseJson).map(([what, [op, text]]) => {
      const bytes = Buffer.from(text);
      return [`REST: ${what}`, () => decodeRest(op, "", bytes)] as const;
    }),
  ];
  for (const [what, decode] of cases) {
    it(`as many parts as 4 MB hold, in time and memory, ${what}`, function () {
      this.timeout(120_000);
      const [began, before] = [performance.now(), highest()];
      const decoded = orRefused("dense", decode);
      const [ms, grown] = [Math.round(performance.now() - began), highest() - before];
      console.log(`        ${decoded === undefined ? "refused" : "taken"}, ${ms} ms, ${grown} MB more`);
      assert.ok(grown < 300, `${grown} MB`);
      assert.ok(ms < 5_000, `${ms} ms`);
    });
  }
});

describe(`proxy: random bytes at its port (PODSHIFT_SEED=${SEED})`, () => {
  const stage = eachOnProxyStage();
  const CONNECTIONS = Math.round(CASES / 50);

  it("answers or closes, and another client goes on", async () => {
    await stage().capture.begin();
    const limits = { headMs: 500, receiveMs: 800, idleMs: 2_000, headerBytes: 16 * 1024, bodyBytes: MEGABYTE };
    const proxy = await stage().proxy({ limits });
    const good = { writes: 0, reads: 0, longestMs: 0 };
    let stopping = false;
    const goOn = (async () => {
      for (let n = 0; !stopping; n += 1) {
        const began = performance.now();
        const id = `good-${n}`;
        if (n % 2 === 0) await proxy.rest.upsert({ records: [{ id, values: [1, 2] }] });
        else await proxy.grpc.call("Upsert", { vectors: [{ id, values: [1, 2] }] });
        const { records } = await proxy.rest.fetch({ ids: [id] });
        assert.ok(records[id]);
        assert.ok((await proxy.grpc.call("Query", { vector: [1, 2], topK: 1 })).matches.length > 0);
        good.writes += 1;
        good.reads += 2;
        good.longestMs = Math.max(good.longestMs, Math.round(performance.now() - began));
      }
    })();
    const before = highest();
    const openings = fc.sample(portBytes, { numRuns: CONNECTIONS, seed: SEED });
    const next = openings[Symbol.iterator]();
    const talk = async () => {
      for (const bytes of next)
        count((await spoken(proxy.server.ports.listen, bytes)) ? "port answered" : "port closed");
    };
    await Promise.race([Promise.all(Array.from({ length: 16 }, talk)), goOn]);
    stopping = true;
    await goOn;
    await until(() => proxy.server.requests === 0 && proxy.server.connections < 4, 20_000);
    console.log(`      ${JSON.stringify({ ...good, connections: CONNECTIONS })}`);
    assert.ok(highest() - before < 300);
    assert.ok(good.writes > 20 && good.longestMs < 5_000, JSON.stringify(good));
    assert.equal(stage().sent.length, good.writes);
    assert.equal((await stage().capture.entries()).length, good.writes);
  });
});

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const http1 = Buffer.from(
  'POST /vectors/upsert HTTP/1.1\r\nHost: a\r\nContent-Length: 24\r\n\r\n{"vectors":[{"id":"a"}]}',
);
const http2Frame = fc
  .tuple(
    fc.uint8Array({ maxLength: 40 }),
    fc.nat(12),
    fc.nat(255),
    fc.nat(9),
    fc.option(fc.nat(2 ** 24 - 1), { freq: 8 }),
  )
  .map(([payload, type, flags, stream, lie]) => {
    const head = Buffer.alloc(9);
    head.writeUIntBE(lie ?? payload.length, 0, 3);
    head.writeUInt8(type, 3);
    head.writeUInt8(flags, 4);
    head.writeUInt32BE(stream, 5);
    return Buffer.concat([head, payload]);
  });
const portBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  damaged(fc.constant(http1)),
  fc
    .array(http2Frame, { maxLength: 8 })
    .map((frames) => Buffer.concat([PREFACE, Buffer.alloc(9).fill(4, 3, 4), ...frames])),
  damaged(fc.constant(Buffer.concat([PREFACE, Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])]))),
);

/** Sends, waits until the other side answers or closes, or a while; true when it answered. */
async function spoken(port: number, bytes: Buffer): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  const closed = once(socket, "close");
  const answered = new Promise<boolean>((resolve) => socket.once("data", () => resolve(true)));
  socket.write(bytes);
  const answer = await Promise.race([answered, closed.then(() => false)]);
  socket.destroy();
  await closed;
  return answer;
}

/** Megabytes of memory that this process has had at most. */
function highest(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

function hex(text: string): Buffer {
  return Buffer.from(text, "hex");
}

/** The same bytes again and again, up to the longest body. */
function filled(text: string): Buffer {
  const part = hex(text);
  return Buffer.alloc(Math.floor((BODY - 64) / part.length) * part.length, part);
}

function nested(tag: number, content: Buffer): Buffer {
  const size: number[] = [];
  let left = content.length;
  for (; left > 0x7f; left >>>= 7) size.push((left & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([tag, ...size, left]), content]);
}

function nestedLists(): Buffer {
  let value = hex("2000");
  for (let depth = 0; depth < 5_000; depth += 1) value = nested(0x32, nested(0x0a, value));
  return nested(0x22, nested(0x0a, Buffer.concat([hex("0a0161"), nested(0x12, value)])));
}

type Decoded = Readonly<Record<string, unknown>>;

/** The bodies of a write as protobufjs reads its message; the strict cases are left to the decoder. */
function expected(operation: WriteOperation, message: Decoded): object[] {
  const ns = message.namespace === "__default__" ? "" : (message.namespace ?? "");
  if (operation === "upsert") {
    return (message.vectors as Decoded[]).map((vector) => ({ ns, op: "upsert", ...recordOf(vector, vector.metadata) }));
  }
  if (operation === "update") {
    const { filter, setMetadata } = message;
    if (filter === undefined) return [{ ns, op: "update", ...recordOf(message, setMetadata) }];
    return [{ ns, op: "updateByFilter", filter: json(filter), md: json(setMetadata) }];
  }
  if (operation === "delete_namespace") return [{ ns, op: "deleteNamespace" }];
  if (message.filter !== undefined) return [{ ns, op: "deleteByFilter", filter: json(message.filter) }];
  return [message.deleteAll === true ? { ns, op: "deleteAll" } : { ns, op: "delete", ids: message.ids }];
}

function recordOf({ id, values, sparseValues }: Decoded, metadata: unknown): object {
  const { indices = [], values: weights = [] } = (sparseValues ?? {}) as Decoded;
  return {
    id,
    ...(Array.isArray(values) && values.length > 0 ? { values } : {}),
    ...(sparseValues === undefined ? {} : { sparse: { indices, values: weights } }),
    ...(metadata === undefined ? {} : { md: json(metadata) }),
  };
}

/** A Struct of protobufjs as JSON. */
function json(of: unknown): object {
  const { fields = {} } = of as { fields?: Record<string, Decoded> };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, jsonOf(value)]));
}

function jsonOf(value: Decoded): unknown {
  if (value.structValue !== undefined) return json(value.structValue);
  if (value.listValue !== undefined)
    return ((value.listValue as Decoded).values as Decoded[] | undefined)?.map(jsonOf) ?? [];
  return value.stringValue ?? value.numberValue ?? value.boolValue ?? null;
}

/** Float32 arrays as plain ones, and numbers that JSON doesn't have by their names. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_, each: unknown) => {
    if (each instanceof Float32Array) return Array.from(each);
    return typeof each === "number" && !Number.isFinite(each) ? String(each) : each;
  });
  return JSON.parse(text, (_, each: unknown) => each);
}

function idsOf(bodies: readonly LoggedBody[]): readonly string[] {
  return bodies.flatMap((body) => ("ids" in body ? [...body.ids] : "id" in body ? [body.id] : []));
}

function idsSent(sent: { id?: string | null; vectors?: { id: string }[] }): readonly string[] {
  return sent.vectors?.map(({ id }) => id) ?? (sent.id ? [sent.id] : []);
}
