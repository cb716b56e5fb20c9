// Stands before an emulator's control plane and hands out, in place of each index's own host, a proxy of that index with a
// write log of its own: whoever asks for a host by name then talks to a proxy without knowing. Run as a child with the
// control plane's URL as its argument. Prints {"controlPlane": URL} when it is ready; at SIGTERM what went through, as Passed.
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { type ProxyServer, startProxy } from "../../../provider/src/proxy/startProxy";
import { systemClock } from "../../../provider/src/util/clock";
import { type OpenLog, openLog } from "../../../provider/src/writeLog/openLog";
import { START } from "../../../provider/src/writeLog/position";
import { LogReader } from "../../../provider/src/writeLog/reader";

/** What went through the proxies, and what their logs hold. */
interface Passed {
  /** Indexes that had a proxy. */
  readonly indexes: number;
  /** Requests by protocol. */
  readonly rest: number;
  readonly grpc: number;
  /** Entries in the logs. */
  readonly logged: number;
}

interface IndexDescription {
  readonly name: string;
  host: string;
}

interface Standing {
  readonly log: OpenLog;
  readonly server: ProxyServer;
  readonly url: string;
}

const TIMES = { leaseMs: 3_000, fenceMs: 30_000, settleMs: 0, lateMs: 1_000 };
/** Said of one connection only. */
const OF_HOP = ["host", "connection", "keep-alive", "transfer-encoding", "content-length", "accept-encoding"];

const controlPlane = process.argv[2] ?? "";
const folder = mkdtempSync(join(tmpdir(), "podshift-front-"));
const proxies = new Map<string, Promise<Standing>>();
const requests = { rest: 0, grpc: 0 };

const server = createServer((request, response) => {
  handOn(request, response).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ controlPlane: `http://127.0.0.1:${port}` }));
});
process.once("SIGTERM", () => void end());

async function handOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const given = Object.entries(request.headers).filter(([name]) => !OF_HOP.includes(name));
  const sent = await buffer(request);
  const answer = await fetch(new URL(request.url ?? "/", controlPlane), {
    method: request.method ?? "GET",
    headers: given.map(([name, value]): [string, string] => [name, String(value)]),
    ...(sent.length === 0 ? {} : { body: sent }),
  });
  const body = await renamed(Buffer.from(await answer.arrayBuffer()), answer.ok);
  const headers = [...answer.headers].filter(([name]) => !OF_HOP.includes(name) && name !== "content-encoding");
  response.writeHead(answer.status, headers.flat());
  response.end(body);
}

/** The answer with each index's host replaced by that of its proxy. */
async function renamed(body: Buffer, ok: boolean): Promise<Buffer> {
  if (!ok || body.length === 0) return body;
  const answer: unknown = JSON.parse(body.toString("utf8"));
  for (const index of described(answer)) index.host = (await proxyOf(index)).url;
  return Buffer.from(JSON.stringify(answer));
}

/** Every description of an index within an answer. */
function described(answer: unknown): IndexDescription[] {
  if (typeof answer !== "object" || answer === null) return [];
  const { name, host } = answer as Partial<IndexDescription>;
  const inner = Object.values(answer).flatMap(described);
  return typeof name === "string" && typeof host === "string" ? [answer as IndexDescription, ...inner] : inner;
}

function proxyOf({ name, host }: IndexDescription): Promise<Standing> {
  const found = proxies.get(host) ?? begin(name, host, `log-${proxies.size}`);
  proxies.set(host, found);
  return found;
}

/** A serverless index serves as after a cutover, so that bulk writes list what they touch. */
async function begin(name: string, host: string, file: string): Promise<Standing> {
  const log = openLog(pathToFileURL(join(folder, file)).href, { clock: systemClock, nonce: randomUUID });
  await log.control.begin({ writes: "mirrored", pod: { name, host }, times: TIMES });
  if (await isServerless(name)) await log.control.swap(() => ({ serverless: { name, host }, active: "serverless" }));
  const made = await startProxy({
    log: { store: log.store, control: log.control },
    ...{ listen: { host: "127.0.0.1", port: 0 }, name: "front", accessLog: true },
    emit: (event, { protocol } = {}) => {
      if (event === "request" && (protocol === "rest" || protocol === "grpc")) requests[protocol] += 1;
    },
  });
  return { log, server: made, url: `http://127.0.0.1:${made.ports.listen}` };
}

async function isServerless(name: string): Promise<boolean> {
  const headers = { "api-key": "front", "x-pinecone-api-version": "2026-04" };
  const answer = await fetch(new URL(`/indexes/${name}`, controlPlane), { headers });
  const { spec } = (await answer.json()) as { spec?: { serverless?: object } };
  return spec?.serverless !== undefined;
}

async function end(): Promise<void> {
  server.close();
  server.closeAllConnections();
  let logged = 0;
  for (const each of proxies.values()) {
    const { server: proxy, log } = await each;
    await proxy.stop();
    for await (const { entries } of new LogReader(log.store, log.control).read(START)) logged += entries.length;
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  console.log(JSON.stringify({ indexes: proxies.size, ...requests, logged } satisfies Passed));
}
