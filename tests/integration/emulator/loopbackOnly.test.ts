import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type NetConnectOpts, type Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { Pinecone } from "@pinecone-database/pinecone";
import { isLoopback, loopbackOnlyEnv, NOT_LOOPBACK } from "../../support/loopbackOnly";

/** A documentation address (RFC 5737): nobody answers there. */
const ELSEWHERE = "192.0.2.1";

describe("tests connect to loopback only", () => {
  it("throws before a packet is sent, however the connection is asked for", () => {
    const options: NetConnectOpts = { host: ELSEWHERE, port: 80 };
    assert.throws(() => connect(80, ELSEWHERE), { code: NOT_LOOPBACK });
    assert.throws(() => connect(options), { code: NOT_LOOPBACK });
    assert.throws(() => new Socket().connect(80, ELSEWHERE), { code: NOT_LOOPBACK });
    assert.throws(() => new Socket().connect({ port: 80, host: "example.com" }), { code: NOT_LOOPBACK });
    assert.throws(() => connectTls(443, ELSEWHERE), { code: NOT_LOOPBACK });
  });

  it("stops fetch", async () => {
    await assert.rejects(fetch(`http://${ELSEWHERE}/`), (error: Error) => codeOf(error.cause) === NOT_LOOPBACK);
  });

  it("stops an official client that wasn't told where the control plane is", async () => {
    const client = new Pinecone({ apiKey: "key", maxRetries: 0 });
    await assert.rejects(client.listIndexes(), (error) => causes(error).includes(NOT_LOOPBACK));
  });

  it("lets connections to loopback and to pipes through", async () => {
    const directory = await mkdtemp(join(tmpdir(), "loopback-"));
    const path = process.platform === "win32" ? `\\\\.\\pipe\\${process.pid}-loopback` : join(directory, "socket");
    const [tcp, pipe] = [await listening({ host: "127.0.0.1", port: 0 }), await listening({ path })];
    const { port } = tcp.address() as { port: number };
    const ways = [
      () => connect(port, "127.0.0.1"),
      () => connect(port, "localhost"),
      () => connect({ port }),
      () => connect(path),
      () => connect({ path }),
    ];
    for (const way of ways) {
      const socket = way();
      await once(socket, "connect");
      socket.destroy();
    }
    tcp.close();
    pipe.close();
    await rm(directory, { recursive: true });
  });

  it("knows loopback by address, never by a name that must be looked up", () => {
    for (const host of [undefined, "", "localhost", "127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"]) {
      assert.equal(isLoopback(host), true, host);
    }
    for (const host of [
      "10.0.0.1",
      "0.0.0.0",
      "::",
      "fe80::1",
      "127.example.com",
      "localhost.example.com",
      "::ffff:10.0.0.1",
    ]) {
      assert.equal(isLoopback(host), false, host);
    }
  });

  it("holds for child processes and theirs, beside options that are already set", () => {
    const env = loopbackOnlyEnv({ ...process.env, NODE_OPTIONS: "--no-deprecation" });
    assert.equal(loopbackOnlyEnv(env).NODE_OPTIONS, env.NODE_OPTIONS);
    assert.ok(env.NODE_OPTIONS?.startsWith("--no-deprecation "));
    const attempt = `try { require("node:net").connect(80, "${ELSEWHERE}"); } catch (error) { process.stdout.write(error.code); }`;
    const grandchild = `process.stdout.write(require("node:child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(attempt)}]))`;
    for (const script of [attempt, grandchild]) {
      assert.equal(spawnSync(process.execPath, ["-e", script], { env, encoding: "utf8" }).stdout, NOT_LOOPBACK);
    }
  });
});

async function listening(where: { host: string; port: number } | { path: string }): Promise<Server> {
  const server = createServer((socket) => socket.resume().on("error", () => socket.destroy()));
  server.listen(where);
  await once(server, "listening");
  return server;
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

function causes(error: unknown): unknown[] {
  return error instanceof Error ? [codeOf(error), ...causes(error.cause)] : [];
}
