import * as http from "node:http";
import * as https from "node:https";

/** Milliseconds that a connection is kept unused. Less than servers do (Node's: 5 s), or a request meets a closed one. */
const IDLE_MS = 4_000;

/** Bytes of one answer. No text of JavaScript is longer (V8: 2^29 - 24 characters), so none of more could be read. */
const MOST_BYTES = 2 ** 29 - 24;

/**
 * Milliseconds without a byte after which a request counts as not answered. A service, or a network, that is gone since it
 * took the request says nothing: without a limit a read would be waited for for ever. Longer than any write is waited for.
 */
const SILENT_MS = 60_000;

const agents = {
  "http:": new http.Agent({ keepAlive: true, timeout: IDLE_MS }),
  "https:": new https.Agent({ keepAlive: true, timeout: IDLE_MS }),
};

/** An answer that is here whole. */
export class WholeAnswer extends Response {
  override readonly arrayBuffer = async (): Promise<ArrayBuffer> => new Uint8Array(this.whole).buffer;
  override readonly text = async (): Promise<string> => this.whole.toString("utf8");
  override readonly json = async (): Promise<unknown> => JSON.parse(this.whole.toString("utf8"));
  override readonly clone = (): WholeAnswer => new WholeAnswer(this.whole, this);

  constructor(
    readonly whole: Buffer,
    init: ResponseInit,
  ) {
    super(null, init);
  }
}

/**
 * A fetch over Node's own HTTP client, for bodies that are text or bytes: it resolves when the answer is here whole. Vectors
 * are megabytes, and each of the streams that the global fetch has between the socket and its caller copies them. It follows
 * no redirect, for the key would go along; decodes nothing; and takes no more than MOST_BYTES.
 */
export const httpFetch: typeof globalThis.fetch = (input, init) => fetchUpTo(MOST_BYTES, input, init);

/** The same with limits of the caller's: bytes of the answer, and milliseconds without one of them. */
export function fetchUpTo(
  mostBytes: number,
  input: string | URL | Request,
  init: RequestInit = {},
  silentMs = SILENT_MS,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const secure = url.protocol === "https:";
    const body = bodyOf(init.body);
    const headers = Object.fromEntries(new Headers(init.headers));
    const sent = (secure ? https : http).request(url, {
      agent: agents[secure ? "https:" : "http:"],
      method: init.method ?? "GET",
      headers: body === undefined ? headers : { ...headers, "content-length": String(body.length) },
      timeout: silentMs,
      ...(init.signal ? { signal: init.signal } : {}),
    });
    sent.once("error", reject);
    sent.once("timeout", () => sent.destroy(new NothingCame(silentMs)));
    sent.once("response", (answer) => {
      wholeOf(answer, mostBytes).then(resolve, reject);
    });
    sent.end(body);
  });
}

function bodyOf(body: RequestInit["body"]): Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  throw new TypeError("a body must be text or bytes");
}

function wholeOf(answer: http.IncomingMessage, mostBytes: number): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    const body = new Body(Number(answer.headers["content-length"]));
    answer.on("data", (chunk: Buffer) => {
      body.add(chunk);
      if (body.length > mostBytes) answer.destroy(new AnswerTooLong(mostBytes));
    });
    answer.once("error", reject);
    answer.once("end", () => {
      const { statusCode: status = 0 } = answer;
      // Response knows no others: its RangeError in here would be nobody's, and end the process.
      if (status < 200 || status > 599) return reject(new NoStatus(status));
      const headers = new Headers();
      for (const [name, values] of Object.entries(answer.headersDistinct)) {
        for (const value of values ?? []) headers.append(name, value);
      }
      resolve(new WholeAnswer(body.whole(), { status, headers }));
    });
  });
}

/** An answer that doesn't come, or doesn't go on. */
class NothingCame extends Error {
  readonly code = "ETIMEDOUT";

  constructor(silentMs: number) {
    super(`nothing came for ${silentMs} ms`);
  }
}

/** An answer whose status no service gives. */
class NoStatus extends Error {
  readonly code: string;

  constructor(status: number) {
    super(`the answer has the status ${status}`);
    this.code = `HTTP_${status}`;
  }
}

/** An answer that goes on and on. */
class AnswerTooLong extends Error {
  readonly code = "ANSWER_TOO_LONG";

  constructor(mostBytes: number) {
    super(`the answer is longer than ${mostBytes} bytes`);
  }
}

/** Longest answer that is given its memory beforehand: 200 records of 1,536 dimensions are 6 MB. */
const MOST_AHEAD = 64_000_000;

/**
 * The parts of an answer put together as they come, where its length is known: kept until the end they would outlive their
 * youth, and the garbage collector look at the whole heap for their sake.
 */
class Body {
  readonly #parts: Buffer[] = [];
  readonly #ahead: Buffer | undefined;
  #length = 0;

  /** @param length as announced; NaN when it wasn't */
  constructor(length: number) {
    if (length > 0 && length <= MOST_AHEAD) this.#ahead = Buffer.allocUnsafeSlow(length);
  }

  get length(): number {
    return this.#length;
  }

  add(part: Buffer): void {
    if (this.#ahead === undefined) this.#parts.push(part);
    else part.copy(this.#ahead, this.#length);
    this.#length += part.length;
  }

  whole(): Buffer {
    return this.#ahead?.subarray(0, this.#length) ?? Buffer.concat(this.#parts);
  }
}
