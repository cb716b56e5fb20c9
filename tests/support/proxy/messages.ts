import { join } from "node:path";
import { Root } from "protobufjs";

/** The emulator's own copy of the service's proto: the proxy's decoder has none, so the two are independent. */
const ROOT = new Root().loadSync(join(__dirname, "../../../emulator/proto/vector_service.proto")).resolveAll() as Root;

/** A message by protobufjs, fields in camelCase. */
export function encoded(type: string, message: object): Buffer {
  const found = ROOT.lookupType(type);
  return Buffer.from(found.encode(found.fromObject(message)).finish());
}

/** Throws what protobufjs throws. */
export function decodedBy(type: string, bytes: Uint8Array): Record<string, unknown> {
  const found = ROOT.lookupType(type);
  return found.toObject(found.decode(bytes));
}
