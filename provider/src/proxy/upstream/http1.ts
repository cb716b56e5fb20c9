import * as http from "node:http";
import * as https from "node:https";
import { malformed } from "../refused";
import { ServiceFailure } from "./failure";
import type { Origin } from "./origin";

export interface Http1Request {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Name, value, name, value...; without those of the hop. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Milliseconds that an idle connection is kept: less than what servers and what is between keep theirs. */
const IDLE_MS = 15_000;
const MOST_IDLE = 256;

/** Requests to the service's REST API, over connections that are kept. */
export class Http1Upstream {
  readonly #plain: http.Agent;
  readonly #secure: https.Agent;

  constructor(
    /** Milliseconds without anything from the service. */
    readonly answerMs: number,
  ) {
    const options = { keepAlive: true, maxFreeSockets: MOST_IDLE, timeout: IDLE_MS };
    this.#plain = new http.Agent(options);
    this.#secure = new https.Agent(options);
  }

  /**
   * One request, once. Resolves with the answer's head.
   *
   * @param begun is given what ends the request before its time
   * @throws ServiceFailure
   */
  request(
    origin: Origin,
    { method, path, headers, body }: Http1Request,
    begun?: (cancel: () => void) => void,
  ): Promise<http.IncomingMessage> {
    return new Promise((resolve, reject) => {
      const head = [...headers, "host", origin.authority, ...lengthOf(method, body)];
      const request = this.#begin(origin, method, path, head);
      const sent = watchConnection(request, origin.secure);
      let timedOut = false;
      request.on("timeout", () => {
        timedOut = true;
        request.destroy();
      });
      request.on("response", resolve);
      request.on("error", (cause) => {
        const kind = timedOut ? "timeout" : sent() ? "lost" : "unreached";
        reject(new ServiceFailure(kind, !sent(), request.reusedSocket && !timedOut, cause));
      });
      begun?.(() => request.destroy());
      request.end(body.length === 0 ? undefined : body);
    });
  }

  /** @throws Refused for a head that Node doesn't send: nothing was sent, and that is known */
  #begin(origin: Origin, method: string, path: string, headers: string[]): http.ClientRequest {
    try {
      return (origin.secure ? https : http).request({
        agent: origin.secure ? this.#secure : this.#plain,
        ...{ host: origin.hostname, port: origin.port, method, path, timeout: this.answerMs, headers },
      });
    } catch {
      throw malformed("the request's head can't be sent on");
    }
  }

  /** Ends all connections: what is under way fails. */
  destroy(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }
}

/** Tells whether the connection has ever been there to send on. */
function watchConnection(request: http.ClientRequest, secure: boolean): () => boolean {
  let connected = false;
  request.on("socket", (socket) => {
    if (request.reusedSocket) connected = true;
    else
      socket.once(secure ? "secureConnect" : "connect", () => {
        connected = true;
      });
  });
  return () => connected;
}

function lengthOf(method: string, body: Buffer): string[] {
  return body.length === 0 && method === "GET" ? [] : ["content-length", String(body.length)];
}

/**
 * An answer's whole body.
 *
 * @throws ServiceFailure when it is cut off, or longer than `limit`
 */
export function wholeBody(answer: http.IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    answer.on("data", (part: Buffer) => {
      size += part.length;
      parts.push(part);
      if (size > limit) answer.destroy(new Error("the answer is too long"));
    });
    answer.on("end", () => resolve(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)));
    const failed = (cause?: unknown) => reject(new ServiceFailure("lost", false, false, cause));
    answer.on("error", failed).on("close", () => answer.complete || failed());
  });
}
