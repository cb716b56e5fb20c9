import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { connect } from "node:tls";
import { Pinecone } from "@pinecone-database/pinecone";
import { runCli } from "../../../provider/src/cli/program";
import { namedIds } from "../../../provider/src/writeLog/entry";
import { CERT, KEY, NEXT_CERT, NEXT_KEY } from "../../support/proxy/certificate";
import { eachOnProxyStage, until } from "../../support/proxy/stage";
import { FROM_SOURCE } from "../../support/sourceLoader";

const CLI = [...FROM_SOURCE, join(__dirname, "../../support/proxy/command.ts")];

/** `podshift proxy` in a process of its own. */
class Command {
  readonly lines: Record<string, unknown>[] = [];
  text = "";
  readonly ended: Promise<[code: number | null, signal: string | null]>;

  constructor(readonly process: ChildProcessByStdio<null, null, Readable>) {
    createInterface({ input: process.stderr }).on("line", (line) => {
      this.text += `${line}\n`;
      if (line.startsWith("{")) this.lines.push(JSON.parse(line));
    });
    this.ended = once(process, "close") as Promise<[number | null, string | null]>;
  }

  static run(...args: string[]): Command {
    return new Command(spawn(process.execPath, [...CLI, ...args], { stdio: ["ignore", "ignore", "pipe"] }));
  }

  async ready(): Promise<string> {
    await Promise.race([until(() => this.lines.length > 0), this.ended]);
    const [line] = this.lines;
    assert.equal(line?.event, "ready", this.text);
    return `http://${line?.listen}`;
  }
}

describe("podshift proxy, the command", () => {
  const stage = eachOnProxyStage();
  const start = (...args: string[]) => Command.run("--log", stage().capture.logUrl, "--listen", "127.0.0.1:0", ...args);
  const indexAt = (host: string) => new Pinecone({ apiKey: "app", maxRetries: 0 }).index({ host });

  it("loses no acknowledged write when it is killed, and another goes on beside it", async () => {
    await stage().capture.begin();
    const proxies = [start(), start("--name", "second")];
    const hosts = await Promise.all(proxies.map((each) => each.ready()));
    const acknowledged: string[][] = [[], []];
    const writers = hosts.map(async (host, at) => {
      const index = indexAt(host);
      for (let next = 0; next < 100_000; next += 1) {
        const id = `w${at}-${next}`;
        try {
          await index.upsert({ records: [{ id, values: [1, 2] }] });
          acknowledged[at]?.push(id);
        } catch {
          return;
        }
      }
    });
    await until(() => acknowledged.every(({ length }) => length > 40));
    proxies[0]?.process.kill("SIGKILL");
    await writers[0];
    const before = acknowledged[1]?.length ?? 0;
    await until(() => (acknowledged[1]?.length ?? 0) > before + 20);
    proxies[1]?.process.kill("SIGTERM");
    await writers[1];
    assert.deepEqual(await proxies[1]?.ended, [0, null]);
    const logged = new Set((await stage().capture.entries()).flatMap(namedIds));
    assert.deepEqual(
      acknowledged.flat().filter((id) => !logged.has(id)),
      [],
    );
    const { writers: known } = await stage().capture.control.read();
    const ended = Object.entries(known).filter(([, { end }]) => end !== undefined);
    assert.deepEqual(
      ended.map(([name]) => name.split(".")[0]),
      ["second"],
    );
  });

  it("reads its certificate again at SIGHUP, and keeps the old one when the files are no good", async () => {
    await stage().capture.begin();
    const { folder } = stage().capture;
    const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    const write = (cert: Buffer, key: Buffer) => {
      writeFileSync(certFile, cert);
      writeFileSync(keyFile, key);
    };
    write(CERT, KEY);
    const command = start("--tls-cert", certFile, "--tls-key", keyFile);
    const port = Number(new URL(await command.ready()).port);
    const shown = async () => {
      const socket = connect({ port, host: "127.0.0.1", ca: [CERT, NEXT_CERT], ALPNProtocols: ["h2", "http/1.1"] });
      await once(socket, "secureConnect");
      const { subject } = socket.getPeerCertificate();
      socket.destroy();
      return subject.CN;
    };
    const hangUp = async () => {
      const before = command.lines.length;
      command.process.kill("SIGHUP");
      await until(() => command.lines.slice(before).some(({ event }) => event === "certificate"));
      return command.lines.findLast(({ event }) => event === "certificate");
    };
    assert.equal(await shown(), "podshift test");
    // The files are there already, but nobody said so.
    write(NEXT_CERT, NEXT_KEY);
    assert.equal(await shown(), "podshift test");
    assert.equal((await hangUp())?.taken, true);
    assert.equal(await shown(), "podshift test 2");
    // Half of a renewal: the old certificate beside the new key.
    write(CERT, NEXT_KEY);
    assert.equal((await hangUp())?.taken, false);
    rmSync(keyFile);
    assert.match(String((await hangUp())?.reason), /--tls-key/);
    assert.equal(await shown(), "podshift test 2");
    write(CERT, KEY);
    assert.equal((await hangUp())?.taken, true);
    assert.equal(await shown(), "podshift test");
    assert.doesNotMatch(command.text, /PRIVATE/);
    command.process.kill("SIGTERM");
    assert.deepEqual(await command.ended, [0, null]);
  });

  it("goes on at SIGHUP without a certificate, and says so", async () => {
    await stage().capture.begin();
    const command = start();
    const host = await command.ready();
    command.process.kill("SIGHUP");
    await until(() => command.lines.some(({ event, taken }) => event === "certificate" && taken === false));
    await indexAt(host).upsert({ records: [{ id: "a", values: [1, 2] }] });
    command.process.kill("SIGTERM");
    assert.deepEqual(await command.ended, [0, null]);
  });

  it("ends at once at the second signal", async () => {
    await stage().capture.begin();
    await stage().capture.emulator.control.setFaults({
      seed: 1,
      rules: [{ plane: "data", fault: { kind: "delay", ms: 20_000 } }],
    });
    const command = start();
    const host = await command.ready();
    indexAt(host)
      .query({ vector: [1, 2], topK: 1 })
      .catch(() => undefined);
    const since = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 200));
    command.process.kill("SIGTERM");
    await until(() => command.lines.some(({ event }) => event === "stopping"));
    command.process.kill("SIGINT");
    const [code] = await command.ended;
    assert.notEqual(code, 0);
    assert.ok(Date.now() - since < 10_000);
  });

  /** The command in this process, where it ends by itself. */
  const run = async (...args: string[]) => {
    const err: string[] = [];
    const io = { out: () => undefined, err: (line: string) => void err.push(line), isTerminal: false, env: {} };
    const code = await runCli(["proxy", ...args], { ...io, signal: new AbortController().signal }, () => undefined);
    return { code, text: err.join("\n") };
  };

  it("says what is wrong before it takes requests", async () => {
    const wrong = await run("--log", "file:///nowhere-at-all", "--listen", "5081", "--max-body", "x");
    assert.equal(wrong.code, 1);
    assert.match(wrong.text, /--listen[\s\S]*--max-body[\s\S]*CONFIG_INVALID/);
    const place = ["--log", stage().capture.logUrl, "--listen"];
    const noLog = await run(...place, "127.0.0.1:0");
    assert.equal(noLog.code, 1);
    assert.match(noLog.text, /LOG_NOT_FOUND/);
    assert.equal((await run("--listen", "127.0.0.1:0")).code, 2);
    await stage().capture.begin();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const busy = await run(...place, `127.0.0.1:${(taken.address() as AddressInfo).port}`);
    taken.close();
    assert.equal(busy.code, 1);
    assert.match(busy.text, /EADDRINUSE[\s\S]*CONFIG_INVALID/);
    // It gave its lease back.
    const { writers } = await stage().capture.control.read();
    assert.ok(Object.values(writers).every(({ end }) => end !== undefined));
  });
});
