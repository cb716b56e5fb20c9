import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import type { PlaneOptions } from "../server.js";
import type { Http2Door } from "../sharedPort.js";
import type { IndexStore } from "../store/indexStore.js";
import { unaryHandler } from "./call.js";
import { addHealth } from "./health.js";
import { type GrpcMethod, loadMethods } from "./methods.js";
import { addReflection } from "./reflection.js";

const OPTIONS = {
  // Far above the service's 2 MB, as over REST: the emulator's own refusal answers.
  "grpc.max_receive_message_length": 1024 * 1024 * 1024,
  "grpc.max_send_message_length": -1,
  "grpc.enable_channelz": 0,
};

/** The data plane of an index over gRPC. Nothing is set up before the first connection: most indexes see REST only. */
export function grpcDoor(plane: PlaneOptions<IndexStore>): Http2Door {
  let server: Server | undefined;
  let injector: ReturnType<Server["createConnectionInjector"]> | undefined;
  return {
    enter: (socket) => {
      server ??= grpcServer(plane);
      injector ??= server.createConnectionInjector(ServerCredentials.createInsecure());
      injector.injectConnection(socket);
    },
    close: () => server?.forceShutdown(),
  };
}

function grpcServer(plane: PlaneOptions<IndexStore>): Server {
  const server = new Server(OPTIONS);
  const methods = loadMethods();
  const handlers: UntypedServiceImplementation = {};
  for (const method of methods) handlers[method.name] = unaryHandler(plane, method);
  server.addService(definitionOf(methods), handlers);
  addHealth(server, plane.target);
  addReflection(server);
  return server;
}

/** Messages stay bytes here: the handlers read and write them. */
function definitionOf(methods: readonly GrpcMethod[]): ServiceDefinition {
  const asTheyAre = (bytes: Buffer) => bytes;
  return Object.fromEntries(
    methods.map(({ name, path }) => [
      name,
      {
        path,
        requestStream: false,
        responseStream: false,
        requestSerialize: asTheyAre,
        requestDeserialize: asTheyAre,
        responseSerialize: asTheyAre,
        responseDeserialize: asTheyAre,
      },
    ]),
  );
}
