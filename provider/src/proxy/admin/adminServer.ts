import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PodshiftError } from "../../errors";
import type { Place } from "../listener";
import type { Metrics } from "./metrics";

/** Where the proxy stands, for /readyz. */
export interface Standing {
  readonly ready: boolean;
  readonly gate: string;
  readonly active: string;
  readonly writer: string;
  readonly leaseAgeMs: number | undefined;
  readonly stopping: boolean;
}

/** A scrape and a few checks at a time are all that comes here. */
const MOST_CONNECTIONS = 50;

/** Health, readiness and metrics, on a port of their own. */
export class AdminServer {
  readonly #server: Server;

  constructor(
    readonly metrics: Metrics,
    readonly standing: () => Standing,
  ) {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.maxConnections = MOST_CONNECTIONS;
  }

  /** @throws CONFIG_INVALID when the place can't be had */
  listen({ host, port }: Place): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", (cause) => {
        const next = "give another --admin HOST:PORT, or end what listens there";
        reject(new PodshiftError("CONFIG_INVALID", `nothing can listen at ${host}:${port}`, { next, cause }));
      });
      this.#server.listen(port, host, () => resolve(this.#server.address() as AddressInfo));
    });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (method !== "GET" && method !== "HEAD") return end(response, 405, "GET only\n");
      if (url === "/healthz") return end(response, 200, "ok\n");
      if (url === "/readyz") {
        const standing = this.standing();
        return end(response, standing.ready ? 200 : 503, `${JSON.stringify(standing)}\n`, "application/json");
      }
      if (url !== "/metrics") return end(response, 404, "/healthz, /readyz, /metrics\n");
      const { registry } = this.metrics;
      end(response, 200, await registry.metrics(), registry.contentType);
    } catch {
      end(response, 500, "failed\n");
    }
  }
}

function end(response: ServerResponse, status: number, text: string, type = "text/plain; charset=utf-8"): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(text) });
  response.end(text);
}
