import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that the stub got, whole. */
export interface StubRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** Answers one request: by hand, or not at all. */
export type StubAnswer = (response: ServerResponse, request: StubRequest) => void;

/** A server that does what a test says, request by request; when nothing is left to say it repeats the last. */
export class StubServer {
  readonly seen: StubRequest[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  private constructor(readonly answers: StubAnswer[]) {}

  static async start(...answers: StubAnswer[]): Promise<StubServer> {
    const stub = new StubServer(answers);
    stub.#server.listen(0, "127.0.0.1");
    await once(stub.#server, "listening");
    return stub;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = request;
    const seen = { method, url, headers, body: Buffer.concat(chunks) };
    this.seen.push(seen);
    const answer = this.answers[Math.min(this.seen.length, this.answers.length) - 1];
    answer?.(response, seen);
  }
}

export const ok: StubAnswer = (response) => void response.writeHead(200, { etag: '"e"' }).end();

export const body =
  (text: string): StubAnswer =>
  (response) =>
    void response.writeHead(200, { "content-length": Buffer.byteLength(text) }).end(text);

/** The connection breaks after the request has arrived whole: its outcome is unknown. */
export const broken: StubAnswer = (response) => void response.destroy();

/** No answer ever. */
export const silent: StubAnswer = () => undefined;

/** An error as S3 writes it. */
export const refused =
  (status: number, code: string): StubAnswer =>
  (response) =>
    void response
      .writeHead(status, { "content-type": "application/xml" })
      .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>made up</Message></Error>`);
