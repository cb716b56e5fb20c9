import { join } from "node:path";
import type { handleBidiStreamingCall, Server } from "@grpc/grpc-js";
import { protoPath as HEALTH_FILE } from "grpc-health-check";
import { loadSync, Root } from "protobufjs";
import { RPC } from "../errors.js";
import { type DescribedFile, describeFile } from "./descriptors.js";
import { PROTO_FILE } from "./methods.js";

interface Request {
  readonly fileByFilename?: string;
  readonly fileContainingSymbol?: string;
  readonly listServices?: string;
}

const REFLECTION_FILE = join(__dirname, "../../proto/reflection.proto");
const VERSIONS = ["v1", "v1alpha"];

/** Tells clients which services and messages there are (grpc.reflection, v1 and v1alpha). Needs no key. */
export function addReflection(server: Server): void {
  const root = loadSync(REFLECTION_FILE).resolveAll();
  const request = root.lookupType("grpc.reflection.v1.ServerReflectionRequest");
  const response = root.lookupType("grpc.reflection.v1.ServerReflectionResponse");
  const files = servedFiles();
  const handler: handleBidiStreamingCall<Request, object> = (call) => {
    call.on("data", (asked: Request) => call.write({ originalRequest: asked, ...answer(files, asked) }));
    call.on("end", () => call.end());
  };
  for (const version of VERSIONS) {
    const info = {
      path: `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
      requestStream: true,
      responseStream: true,
      requestSerialize: (message: Request) => Buffer.from(request.encode(message).finish()),
      requestDeserialize: (bytes: Buffer) => request.toObject(request.decode(bytes)) as Request,
      responseSerialize: (message: object) => Buffer.from(response.encode(message).finish()),
      responseDeserialize: (bytes: Buffer) => response.toObject(response.decode(bytes)),
    };
    server.addService({ info }, { info: handler });
  }
}

function answer(files: readonly DescribedFile[], asked: Request): object {
  const { fileByFilename, fileContainingSymbol, listServices } = asked;
  if (listServices !== undefined) {
    const service = files.flatMap((file) => file.services).map((name) => ({ name }));
    return { listServicesResponse: { service } };
  }
  if (fileByFilename !== undefined) {
    return fileAnswer(files.find((file) => file.name === fileByFilename));
  }
  if (fileContainingSymbol !== undefined) {
    return fileAnswer(files.find((file) => file.symbols.includes(fileContainingSymbol)));
  }
  return failure(RPC.unimplemented, "There are no extensions.");
}

/** The file with all that it builds on. */
function fileAnswer(file: DescribedFile | undefined): object {
  if (file === undefined) return failure(RPC.notFound, "Not found.");
  const all = [file, ...file.dependencies];
  return { fileDescriptorResponse: { fileDescriptorProto: all.map(({ descriptor }) => descriptor) } };
}

function failure(errorCode: number, errorMessage: string): object {
  return { errorResponse: { errorCode, errorMessage } };
}

function servedFiles(): readonly DescribedFile[] {
  const service = describedRoot(PROTO_FILE);
  const struct = describeFile("google/protobuf/struct.proto", service.lookup("google.protobuf") as Root, []);
  const health = describedRoot(HEALTH_FILE).lookup("grpc.health.v1") as Root;
  return [
    describeFile("vector_service.proto", service, [struct]),
    struct,
    describeFile("grpc/health/v1/health.proto", health, []),
  ];
}

function describedRoot(file: string): Root {
  return new Root().loadSync(file, { keepCase: true }).resolveAll() as Root;
}
