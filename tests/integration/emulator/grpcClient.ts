import { join } from "node:path";
import { Client, type ClientReadableStream, credentials, Metadata } from "@grpc/grpc-js";
import { Root, type Type } from "protobufjs";

const PROTO = join(__dirname, "../../../emulator/proto/vector_service.proto");
const REFLECTION_PROTO = join(__dirname, "../../../emulator/proto/reflection.proto");

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
export type Message = Record<string, any>;

export interface GrpcReply {
  readonly message: Message;
  /** Initial metadata. */
  readonly headers: Metadata;
}

/** A gRPC client of one index. Messages are spelled in camelCase; Structs as protobufjs has them. */
export class GrpcClient {
  readonly #client: Client;
  readonly #root = new Root().loadSync([PROTO, REFLECTION_PROTO]).resolveAll() as Root;

  constructor(
    host: string,
    private readonly key: string | undefined = "key",
  ) {
    this.#client = new Client(host.replace("http://", ""), credentials.createInsecure(), {
      "grpc.max_send_message_length": -1,
      "grpc.max_receive_message_length": -1,
      "grpc.use_local_subchannel_pool": 1,
    });
  }

  async call(method: string, request: object = {}): Promise<Message> {
    return (await this.reply(method, request)).message;
  }

  reply(name: string, request: object): Promise<GrpcReply> {
    const { requestType, responseType } = this.#root.lookupService("VectorService").methods[name] ?? {};
    const bytes = encoder(this.#root.lookupType(requestType as string))(request);
    const read = decoder(this.#root.lookupType(responseType as string));
    return this.bytes(`/VectorService/${name}`, bytes, read);
  }

  /** Sends a message as it is. */
  bytes(path: string, bytes: Buffer, read: (bytes: Buffer) => Message = () => ({})): Promise<GrpcReply> {
    const metadata = new Metadata();
    if (this.key !== undefined) metadata.set("api-key", this.key);
    return new Promise((resolve, reject) => {
      let headers = new Metadata();
      const call = this.#client.makeUnaryRequest(
        path,
        (same: Buffer) => same,
        read,
        bytes,
        metadata,
        (error, message) => (error === null ? resolve({ message: message as Message, headers }) : reject(error)),
      );
      call.on("metadata", (received) => {
        headers = received;
      });
    });
  }

  /** Asks the reflection service one question. */
  reflect(version: string, request: object): Promise<Message> {
    const type = (name: string) => this.#root.lookupType(`grpc.reflection.v1.ServerReflection${name}`);
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    return new Promise((resolve, reject) => {
      const call = this.#client.makeBidiStreamRequest(path, encoder(type("Request")), decoder(type("Response")));
      call.on("data", resolve).on("error", reject);
      call.write(request);
      call.end();
    });
  }

  /** Health of the whole server as it changes, in the wire's numbers: 1 is SERVING, 2 NOT_SERVING. */
  watchHealth(): ClientReadableStream<number | undefined> {
    const path = "/grpc.health.v1.Health/Watch";
    const statusOf = (bytes: Buffer) => bytes[1];
    return this.#client.makeServerStreamRequest(path, (same: Buffer) => same, statusOf, Buffer.alloc(0));
  }

  close(): void {
    this.#client.close();
  }
}

function encoder(type: Type): (message: object) => Buffer {
  return (message) => Buffer.from(type.encode(type.fromObject(message)).finish());
}

function decoder(type: Type): (bytes: Buffer) => Message {
  return (bytes) => type.toObject(type.decode(bytes), { longs: Number });
}

/** A Struct for the kinds of values that tests use. */
export function struct(json: object): object {
  return { fields: Object.fromEntries(Object.entries(json).map(([key, value]) => [key, structValue(value)])) };
}

function structValue(json: unknown): object {
  if (typeof json === "string") return { stringValue: json };
  if (typeof json === "number") return { numberValue: json };
  if (typeof json === "boolean") return { boolValue: json };
  if (Array.isArray(json)) return { listValue: json.length === 0 ? {} : { values: json.map(structValue) } };
  return json === null ? { nullValue: 0 } : { structValue: struct(json as object) };
}
