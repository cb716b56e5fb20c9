import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { withFound } from "../../../provider/src/proxy/found";
import { Http1Upstream } from "../../../provider/src/proxy/upstream/http1";

describe("ids that a bulk write through the proxy will touch", () => {
  const bulk = [{ op: "deleteAll" as const, ns: "" }];
  let server: Server;
  let next: unknown;
  let asked = 0;

  before(async () => {
    server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(asked < 10 ? 200 : 500).end(JSON.stringify({ vectors: [{ id: "a" }], pagination: { next } }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  beforeEach(() => {
    asked = 0;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const find = () => {
    const { port } = server.address() as AddressInfo;
    const authority = `127.0.0.1:${port}`;
    const origin = { url: `http://${authority}`, secure: false, hostname: "127.0.0.1", port, authority };
    return withFound(bulk, { upstream: new Http1Upstream(5_000), origin, credentials: {}, check: () => undefined });
  };

  it("are those of all pages; a token that is null is behind the last", async () => {
    next = null;
    assert.deepEqual(await find(), [{ ...bulk[0], found: ["a"] }]);
    assert.equal(asked, 1);
  });

  it("can't be had of a service that names the same page again and again: the write is refused", async () => {
    next = "t";
    await assert.rejects(find(), { reason: "not-listed" });
    assert.equal(asked, 2);
  });
});
