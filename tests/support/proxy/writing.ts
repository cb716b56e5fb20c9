import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { GrpcClient, struct } from "../../integration/emulator/grpcClient";
import type { Operation } from "../load/operation";
import { API_KEY } from "../podIndexFixture";

/** What a client said of a write; no error when it was acknowledged. */
export interface Said {
  readonly error?: string;
  readonly text?: string;
}

/** Something that writes through proxies, each by its number. */
export interface Writing {
  /** True for clients that repeat by themselves: what they say last is not all that happened. */
  readonly repeats: boolean;
  send(operation: Operation, proxy: number): Promise<Said>;
  end(): Promise<void>;
}

/** Milliseconds: longer than a fence. */
const LONGEST_MS = 30_000;

/** REST as it is, without a client. */
export function restWriting(urls: readonly string[]): Writing {
  return {
    repeats: false,
    end: () => Promise.resolve(),
    async send(operation, proxy) {
      const [path, body] = restOf(operation);
      try {
        const answer = await fetch(`${urls[proxy]}${path}`, {
          method: "POST",
          headers: { "api-key": API_KEY, "content-type": "application/json", "x-pinecone-api-version": "2026-04" },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(LONGEST_MS),
        });
        const text = await answer.text();
        return answer.ok ? {} : { error: String(answer.status), text };
      } catch (error) {
        return { error: "CONNECTION", text: String(error) };
      }
    },
  };
}

function restOf(operation: Operation): [path: string, body: object] {
  const { ns: namespace } = operation;
  switch (operation.op) {
    case "upsert":
      return ["/vectors/upsert", { namespace, vectors: operation.records }];
    case "update": {
      const { id, values, metadata: setMetadata } = operation;
      return ["/vectors/update", { namespace, id, values, setMetadata }];
    }
    case "delete":
      return ["/vectors/delete", { namespace, ids: operation.ids }];
    case "deleteByFilter":
      return ["/vectors/delete", { namespace, filter: { group: { $eq: operation.group } } }];
    case "deleteAll":
      return ["/vectors/delete", { namespace, deleteAll: true }];
  }
}

/** gRPC by grpc-js. Its errors are named by the status's number. */
export function grpcWriting(urls: readonly string[]): Writing {
  const clients = urls.map((url) => new GrpcClient(url, API_KEY));
  return {
    // Only what the other side surely hasn't looked at.
    repeats: false,
    async end() {
      for (const client of clients) client.close();
    },
    async send(operation, proxy) {
      const [method, message] = grpcOf(operation);
      try {
        await clients[proxy]?.call(method, message);
        return {};
      } catch (error) {
        return { error: `grpc ${(error as { code?: number }).code}`, text: String(error) };
      }
    },
  };
}

function grpcOf(operation: Operation): [method: string, message: object] {
  const { ns: namespace } = operation;
  switch (operation.op) {
    case "upsert": {
      const vectors = operation.records.map((record) => ({ ...record, metadata: struct(record.metadata) }));
      return ["Upsert", { namespace, vectors }];
    }
    case "update": {
      const { id, values = [], metadata } = operation;
      return ["Update", { namespace, id, values, ...(metadata && { setMetadata: struct(metadata) }) }];
    }
    case "delete":
      return ["Delete", { namespace, ids: operation.ids }];
    case "deleteByFilter":
      return ["Delete", { namespace, filter: struct({ group: { $eq: operation.group } }) }];
    case "deleteAll":
      return ["Delete", { namespace, deleteAll: true }];
  }
}

interface Line extends Said {
  readonly n: number;
  readonly status?: number | null;
}

/** An official client in a process of its own (tests/clients/python/writer.py, tests/clients/go/writer). */
export class ClientWriting implements Writing {
  readonly repeats = true;
  readonly #waiting = new Map<number, (said: Said) => void>();
  #n = 0;

  private constructor(
    readonly process: ChildProcessByStdio<Writable, Readable, null>,
    lines: ReturnType<typeof createInterface>,
  ) {
    lines.on("line", (text) => {
      const { n, error, status, text: words } = JSON.parse(text) as Line;
      const name = error === undefined ? {} : { error: status == null ? error : String(status) };
      this.#waiting.get(n)?.({ ...name, ...(words === undefined ? {} : { text: words }) });
      this.#waiting.delete(n);
    });
    process.once("exit", (code, signal) => {
      for (const settle of this.#waiting.values()) settle({ error: `ended with ${code ?? signal}` });
    });
  }

  static async start(command: readonly string[], urls: readonly string[]): Promise<ClientWriting> {
    const [program = "", ...args] = command;
    const child = spawn(program, [...args, ...urls], {
      env: { ...process.env, PINECONE_API_KEY: API_KEY },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout });
    const first = await Promise.race([once(lines, "line"), once(child, "exit").then(() => undefined)]);
    if (first === undefined) throw new Error(`${command.join(" ")} ended before it wrote`);
    return new ClientWriting(child, lines);
  }

  send(operation: Operation, proxy: number): Promise<Said> {
    this.#n += 1;
    const n = this.#n;
    this.process.stdin.write(`${JSON.stringify({ n, at: proxy, operation })}\n`);
    return new Promise((settle) => this.#waiting.set(n, settle));
  }

  async end(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.stdin.end();
    const kill = setTimeout(() => this.process.kill("SIGKILL"), LONGEST_MS);
    await ended;
    clearTimeout(kill);
  }
}
