import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { fetchUpTo, httpFetch, WholeAnswer } from "../../../provider/src/pinecone/httpFetch";

describe("httpFetch", () => {
  let server: Server;
  let url: string;
  let answer: RequestListener;

  before(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const echo: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url: path, headers } = request;
    const told = { method, path, body: Buffer.concat(chunks).toString(), key: headers["api-key"] };
    response.setHeader("x-lsn", "7").end(JSON.stringify(told));
  };

  it("sends text and bytes, and gives the answer with its headers", async () => {
    answer = echo;
    for (const body of ["né", Buffer.from("né")]) {
      const response = await httpFetch(`${url}/a?b=c`, { method: "POST", headers: { "Api-Key": "k" }, body });
      assert.equal(response.headers.get("X-LSN"), "7");
      assert.deepEqual(await response.clone().json(), { method: "POST", path: "/a?b=c", body: "né", key: "k" });
      assert.equal(await response.text(), Buffer.from(await response.arrayBuffer()).toString());
    }
    assert.equal(((await (await httpFetch(url)).json()) as { method: string }).method, "GET");
  });

  it("answers a refusal as it is", async () => {
    answer = (_request, response) => response.writeHead(429, { "retry-after": "2" }).end("slow down");
    const response = await httpFetch(url);
    assert.ok(response instanceof WholeAnswer);
    assert.deepEqual([response.status, response.ok, response.headers.get("retry-after")], [429, false, "2"]);
    assert.equal(await response.text(), "slow down");
  });

  it("rejects half an answer, with or without a length", async () => {
    for (const headers of [{ "content-length": "100" }, {}]) {
      answer = (_request, response) => {
        response.writeHead(200, headers).write("half");
        setTimeout(() => response.destroy(), 20);
      };
      await assert.rejects(httpFetch(url), { code: "ECONNRESET" });
    }
  });

  it("ends when its signal does, before the answer and within it", async () => {
    for (const begins of [false, true]) {
      answer = (_request, response) => {
        if (begins) response.writeHead(200).write("half");
      };
      await assert.rejects(httpFetch(url, { signal: AbortSignal.timeout(50) }));
    }
  });

  it("rejects when nobody listens, and when the signal was aborted before", async () => {
    await assert.rejects(httpFetch("http://127.0.0.1:1/"), { code: "ECONNREFUSED" });
    await assert.rejects(httpFetch(url, { signal: AbortSignal.abort() }));
  });

  it("gives up an answer that goes on and on, with or without a length, and before it is here whole", async () => {
    for (const headers of [{ "content-length": String(2 ** 30) }, {}]) {
      let sent = 0;
      answer = (_request, response) => {
        response.writeHead(200, headers);
        const more = () => {
          while (!response.destroyed && sent < 2 ** 30) {
            sent += 65_536;
            if (!response.write(Buffer.alloc(65_536, " "))) return;
          }
        };
        response.on("drain", more);
        more();
      };
      await assert.rejects(fetchUpTo(1_000_000, url), { code: "ANSWER_TOO_LONG" });
      assert.ok(sent < 2 ** 27, `${sent} bytes were sent`);
    }
  });

  it("decodes nothing: what is small on the wire stays small", async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    answer = (request, response) => {
      assert.equal(request.headers["accept-encoding"], undefined);
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    };
    assert.equal((await (await httpFetch(url)).arrayBuffer()).byteLength, bomb.length);
  });

  it("does not wait for ever for an answer that never comes, or stops in the middle", async () => {
    for (const begin of [() => undefined, (response: ServerResponse) => response.writeHead(200).write("half")]) {
      let asked = 0;
      answer = (_request, response) => {
        asked += 1;
        begin(response);
      };
      await assert.rejects(fetchUpTo(1_000, url, {}, 100));
      assert.equal(asked, 1);
    }
  });

  it("waits for an answer that comes bit by bit, and on a connection that is used again", async () => {
    answer = async (_request, response) => {
      for (let n = 0; n < 4; n += 1) {
        response.write("a");
        await new Promise((done) => setTimeout(done, 300));
      }
      response.end();
    };
    for (let n = 0; n < 2; n += 1) assert.equal(await (await fetchUpTo(1_000, url, {}, 900)).text(), "aaaa");
  });

  it("rejects a status that is none, with the process left alive", async () => {
    for (const status of [600, 999]) {
      answer = (_request, response) => response.writeHead(status).end("{}");
      await assert.rejects(httpFetch(url), { code: `HTTP_${status}` });
    }
  });

  it("answers an answer without a body", async () => {
    answer = (_request, response) => response.writeHead(204).end();
    assert.equal(await (await httpFetch(url)).text(), "");
  });

  it("follows no redirect", async () => {
    answer = (_request, response) => response.writeHead(307, { location: "/elsewhere" }).end();
    assert.equal((await httpFetch(url)).status, 307);
  });
});
