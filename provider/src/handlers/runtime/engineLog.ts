import { Client, credentials } from "@grpc/grpc-js";
import { BinaryWriter } from "google-protobuf";

export type LogSeverity = "info" | "warning" | "error";

/** The numbers of pulumirpc.LogSeverity. */
const SEVERITY: Record<LogSeverity, number> = { info: 1, warning: 2, error: 3 };

export interface LogMessage {
  readonly severity: LogSeverity;
  readonly message: string;
  /** The resource's row; left out, the message stands on the stack's row. A wrong one ends the CLI. */
  readonly urn: string | undefined;
  /** True for progress: shown on the row, not kept among the diagnostics. */
  readonly ephemeral: boolean;
}

/** Resolves once the engine has the message; never rejects: a log must not fail a step. */
export type LogSink = (message: LogMessage) => Promise<void>;

/**
 * Writes to the engine's own log, so that a message stands on its resource's row. The provider process is given the
 * engine's address as its first argument; a dynamic provider has no other way to its row.
 */
export function engineLog(address: string): LogSink {
  const client = new Client(address, credentials.createInsecure());
  let last: Promise<void> = Promise.resolve();
  // One after the other, or messages of one step stand in any order.
  return (message) => {
    last = last.then(() => send(client, message));
    return last;
  };
}

function send(client: Client, message: LogMessage): Promise<void> {
  return new Promise((resolve) => {
    // An answer of the engine's Log is an Empty. It is decoded here to nothing, on purpose: cancellation.ts listens to
    // Empty's own decoder and must hear of requests only.
    client.makeUnaryRequest(
      "/pulumirpc.Engine/Log",
      encode,
      () => undefined,
      message,
      () => resolve(),
    );
  });
}

/** pulumirpc.LogRequest: severity = 1, message = 2, urn = 3, streamId = 4, ephemeral = 5. */
export function encode(message: LogMessage): Buffer {
  const writer = new BinaryWriter();
  writer.writeEnum(1, SEVERITY[message.severity]);
  writer.writeString(2, message.message);
  if (message.urn !== undefined) writer.writeString(3, message.urn);
  writer.writeBool(5, message.ephemeral);
  return Buffer.from(writer.getResultBuffer());
}
