import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A connection that says what it likes. */
export class Raw {
  text = "";
  closed = false;
  readonly end: Promise<unknown>;

  constructor(readonly socket: Socket) {
    socket.on("data", (part) => {
      this.text = (this.text + part.toString("latin1")).slice(0, 10_000);
    });
    socket.on("error", () => undefined);
    this.end = new Promise((resolve) => socket.once("close", resolve)).then(() => {
      this.closed = true;
    });
  }

  static async open(port: number): Promise<Raw> {
    const socket = connect(port, "127.0.0.1");
    const raw = new Raw(socket);
    await Promise.race([once(socket, "connect"), raw.end]);
    return raw;
  }
}
