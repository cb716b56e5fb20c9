import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { httpFetch, WholeAnswer } from "../../../provider/src/pinecone/httpFetch";

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
});
