import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Requests that wait on one connection. Clients don't pipeline: who sends more than this without an answer is none. */
const MOST_WAITING = 64;

interface Turn {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly run: () => void;
}

/**
 * One request of a connection after the other. Node begins pipelined ones (HTTP/1.1) all at once, only their answers are
 * in order: two writes of one record could be carried out the wrong way round.
 */
export class Turns {
  /** Of each connection the request under way, and those that wait. */
  readonly #lines = new WeakMap<Socket, Turn[]>();

  /** @param onTooMany told of a connection that is closed because it sent too many at once */
  constructor(readonly onTooMany: () => void) {}

  /** Runs it when all before it on its connection are answered; never, when the connection has ended by then. */
  take(request: IncomingMessage, response: ServerResponse, run: () => void): void {
    const { socket } = request;
    const line = this.#lines.get(socket) ?? [];
    if (socket.destroyed) return;
    if (line.length > MOST_WAITING) {
      // What waits was not looked at.
      socket.destroy();
      this.onTooMany();
      return;
    }
    line.push({ request, response, run });
    this.#lines.set(socket, line);
    if (line.length === 1) this.#next(line);
  }

  /**
   * Runs it when all that came whole on a connection is answered: at once, when nothing did. What can't be read behind a
   * request says nothing of that request: it may be carried out already.
   */
  afterWhole(socket: Socket, run: () => void): void {
    const last = this.#lines.get(socket)?.findLast(({ request }) => request.complete);
    if (last === undefined) run();
    else last.response.once("close", run);
  }

  #next(line: Turn[]): void {
    const [turn] = line;
    if (turn === undefined) return;
    const { response, run } = turn;
    // Without a connection it can't be answered, and nothing would ever tell its end.
    if (response.socket === null || response.socket.destroyed) return void line.splice(0);
    response.once("close", () => {
      line.shift();
      this.#next(line);
    });
    run();
  }
}
