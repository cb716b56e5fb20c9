import { notRecordable } from "../refused";
import { readMessage } from "./wire";

/** Deeper than any filter or metadata. */
const MOST_DEPTH = 64;

/**
 * A google.protobuf.Struct (google/protobuf/struct.proto) as the JSON object that it stands for: metadata, or a filter.
 *
 * @throws Refused
 */
export function readStruct(bytes: Buffer, depth = 0): object {
  if (depth > MOST_DEPTH) throw notRecordable("metadata or a filter nested too deep");
  const fields = new Map<string, unknown>();
  readMessage(bytes, "a struct", {}, { 1: (wire) => readField(wire.message(), fields, depth) });
  return Object.fromEntries(fields);
}

function readField(bytes: Buffer, into: Map<string, unknown>, depth: number): void {
  let key = "";
  let value: unknown = null;
  readMessage(bytes, "a struct's field", {
    1: (wire) => {
      key = wire.text();
    },
    2: (wire) => {
      value = readValue(wire.message(), depth);
    },
  });
  if (into.has(key)) throw notRecordable("a field that comes twice");
  if (key === "__proto__") throw notRecordable("a field named __proto__");
  into.set(key, value);
}

function readValue(bytes: Buffer, depth: number): unknown {
  const kinds: unknown[] = [];
  readMessage(bytes, "a value", {
    1: (wire) => {
      wire.zero();
      kinds.push(null);
    },
    2: (wire) => void kinds.push(finite(wire.double())),
    3: (wire) => void kinds.push(wire.text()),
    4: (wire) => void kinds.push(wire.flag()),
    5: (wire) => void kinds.push(readStruct(wire.message(), depth + 1)),
    6: (wire) => void kinds.push(readList(wire.message(), depth + 1)),
  });
  if (kinds.length > 1) throw notRecordable("a value of two kinds");
  return kinds[0] ?? null;
}

function readList(bytes: Buffer, depth: number): unknown[] {
  if (depth > MOST_DEPTH) throw notRecordable("metadata or a filter nested too deep");
  const values: unknown[] = [];
  readMessage(bytes, "a list", {}, { 1: (wire) => void values.push(readValue(wire.message(), depth)) });
  return values;
}

/** JSON has neither NaN nor infinities. */
function finite(value: number): number {
  if (!Number.isFinite(value)) throw notRecordable("a number that isn't finite");
  return value;
}
