import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "../../../provider/src/pinecone/client";
import { httpFetch } from "../../../provider/src/pinecone/httpFetch";
import { readTraffic } from "../../../provider/src/pinecone/metrics";
import type { PineconeClient } from "../../../provider/src/pinecone/types";
import { VirtualTime } from "../../support/provider/virtualTime";

const KEY = "pcsk-stays-with-the-service";
const STATUSES = [301, 302, 303, 307, 308];

interface Place {
  readonly url: string;
  readonly requests: IncomingMessage[];
  readonly server: Server;
}

async function serve(answer: RequestListener): Promise<Place> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, server };
}

function end({ server }: Place): void {
  server.closeAllConnections();
  server.close();
}

/** Every way in which podshift speaks to the service with its key. */
const WAYS: Readonly<Record<string, (client: PineconeClient, host: string) => Promise<unknown>>> = {
  "describe an index": (client) => client.describeIndex("docs"),
  "list indexes": (client) => client.listIndexes(),
  "describe a collection": (client) => client.describeCollection("docs"),
  "delete an index": (client) => client.deleteIndex("docs"),
  "configure an index": (client) => client.configureIndex("docs", { tags: { a: "b" } }),
  "count records": (client, host) => client.reader(host).stats(),
  "fetch records": (client, host) => client.reader(host).fetch("", ["a"]),
  "list ids": (client, host) => client.reader(host).list(""),
  "fetch by filter": (client, host) => client.catchUpReader(host).fetchByFilter("", { a: 1 }),
  "list imports": (client, host) => client.imports(host).find("s3://a/b"),
};

describe("an answer that names another host", () => {
  let elsewhere: Place;
  let service: Place;
  let status = 302;

  before(async () => {
    elsewhere = await serve((_request, response) => response.setHeader("content-type", "application/json").end("{}"));
    service = await serve((_request, response) =>
      response.writeHead(status, { location: `${elsewhere.url}/indexes` }).end(),
    );
  });

  after(() => {
    end(service);
    end(elsewhere);
  });

  beforeEach(() => {
    service.requests.length = 0;
    elsewhere.requests.length = 0;
  });

  for (const [what, ask] of Object.entries(WAYS)) {
    it(`gets no request, and so no key: ${what}`, async () => {
      for (status of STATUSES) {
        const client = connect({ apiKey: KEY, controllerHost: service.url, retries: 0 });
        await assert.rejects(ask(client, service.url), { code: "API_ERROR" });
      }
      assert.equal(service.requests.length, STATUSES.length);
      assert.ok(service.requests.every(({ headers }) => headers["api-key"] === KEY));
      assert.deepEqual(
        elsewhere.requests.map(({ method, url }) => `${method} ${url}`),
        [],
      );
    });
  }

  it("gets none from a write either, and the write counts as refused", async () => {
    for (status of STATUSES) {
      const writer = connect({ apiKey: KEY, controllerHost: service.url }).writer(service.url);
      const sent = [{ id: "a", values: [1, 2] }];
      assert.deepEqual((await writer.upsert("", sent)).kind, "refused");
    }
    assert.equal(elsewhere.requests.length, 0);
  });

  it("gets none from a look at the vendor's metrics", async () => {
    const clock = new VirtualTime();
    for (status of STATUSES) {
      const answer = await readTraffic({ url: service.url, apiKey: KEY, fetch: httpFetch, clock });
      assert.match(answer.reason ?? "", new RegExp(`answered ${status}`));
    }
    assert.equal(elsewhere.requests.length, 0);
  });
});

describe("metrics at an address without encryption", () => {
  it("get no request, and so no key", async () => {
    let sent = 0;
    const fetch = (() => {
      sent += 1;
      return Promise.resolve(new Response(""));
    }) as typeof globalThis.fetch;
    const url = "http://metrics.example.com/metrics";
    const { reason } = await readTraffic({ url, apiKey: KEY, fetch, clock: new VirtualTime() });
    assert.match(reason ?? "", /without encryption/);
    assert.equal(sent, 0);
  });
});

describe("a gateway that says in plain text what it was sent", () => {
  let gateway: Place;
  before(async () => {
    // The key lies across the 200th character: what is told of the answer ends in its middle.
    gateway = await serve(({ headers }, response) =>
      response.writeHead(502).end(`${"x".repeat(180)}Api-Key: ${headers["api-key"]}`),
    );
  });
  after(() => end(gateway));

  const piecesOfKey = (text: string) =>
    Array.from({ length: KEY.length - 5 }, (_, at) => KEY.slice(at, at + 6)).filter((piece) => text.includes(piece));

  for (const [what, ask] of Object.entries(WAYS)) {
    it(`has no piece of the key in the error: ${what}`, async () => {
      const client = connect({ apiKey: KEY, controllerHost: gateway.url, retries: 0 });
      await assert.rejects(ask(client, gateway.url), (error: Error) => {
        assert.match(error.message, /502/);
        assert.deepEqual(piecesOfKey(error.message), []);
        return true;
      });
    });
  }

  it("has none in what a write came to", async () => {
    const writer = connect({ apiKey: KEY, controllerHost: gateway.url }).writer(gateway.url);
    const outcome = JSON.stringify(await writer.upsert("", [{ id: "a", values: [1, 2] }]));
    assert.match(outcome, /502/);
    assert.deepEqual(piecesOfKey(outcome), []);
  });
});
