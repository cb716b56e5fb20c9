import { Server, ServerCredentials, type ServiceDefinition } from "@grpc/grpc-js";
import { LogRequest } from "@pulumi/pulumi/proto/engine_pb";

export interface Logged {
  readonly severity: number;
  readonly message: string;
  readonly urn: string;
  readonly ephemeral: boolean;
}

const SERVICE: ServiceDefinition = {
  log: {
    path: "/pulumirpc.Engine/Log",
    requestStream: false,
    responseStream: false,
    requestSerialize: (request: Buffer) => request,
    requestDeserialize: (bytes: Buffer) => decodeLog(bytes),
    responseSerialize: () => Buffer.alloc(0),
    responseDeserialize: () => undefined,
  },
};

/** The engine's own reading of a LogRequest. */
export function decodeLog(bytes: Uint8Array): Logged {
  const request = LogRequest.deserializeBinary(bytes);
  return {
    severity: request.getSeverity(),
    message: request.getMessage(),
    urn: request.getUrn(),
    ephemeral: request.getEphemeral(),
  };
}

export interface LogServer {
  readonly address: string;
  readonly logged: Logged[];
  stop(): void;
}

/** A server that speaks as much of the engine as a provider's log needs. `delayMs` tells how late each answer is. */
export async function startLogServer(delayMs: (message: Logged) => number = () => 0): Promise<LogServer> {
  const server = new Server();
  const logged: Logged[] = [];
  server.addService(SERVICE, {
    log: (call: { request: Logged }, answer: (error: null, value: object) => void) => {
      setTimeout(() => {
        logged.push(call.request);
        answer(null, {});
      }, delayMs(call.request));
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return { address: `127.0.0.1:${port}`, logged, stop: () => server.forceShutdown() };
}
