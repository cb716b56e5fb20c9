import { malformed, notRecordable } from "../refused";
import { textOf } from "./text";

/** Wire types of protobuf (protobuf.dev/programming-guides/encoding). Groups are none of the service's. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** How a field may come: once, or any number of times. */
export type FieldReader = (wire: Wire) => void;

/**
 * Reads the fields of one message, strictly: a field that isn't known, that comes in another form, twice though it is no
 * list, or reaches beyond the message is refused, and so is text that isn't UTF-8. A lenient reader, as protobuf
 * libraries have them, would log less than the service is sent.
 */
export function readMessage(bytes: Buffer, what: string, once: Fields, repeated: Fields = {}): void {
  const wire = new Wire(bytes);
  let seen = 0;
  while (!wire.atEnd) {
    const field = wire.next();
    const single = once[field];
    const read = single ?? repeated[field];
    if (read === undefined) throw notRecordable(`${what} has the field number ${field}`);
    if (single !== undefined && (seen & (1 << field)) !== 0) throw notRecordable(`${what} has a field twice`);
    seen |= 1 << field;
    read(wire);
  }
}

/** By number; none of the service's is above 30. */
type Fields = Readonly<Record<number, FieldReader>>;

/** A part of a repeated `float`: packed ones, or one by itself; a list of its own for each of these would take hundreds of bytes. */
export type Floats = Float32Array | number;

/** A cursor in a message. */
export class Wire {
  #at = 0;
  #type = VARINT;

  constructor(readonly bytes: Buffer) {}

  get atEnd(): boolean {
    return this.#at >= this.bytes.length;
  }

  /** Reads a field's key; answers its number. */
  next(): number {
    const key = this.#varint();
    this.#type = key % 8;
    const field = Math.floor(key / 8);
    if (field === 0) throw broken();
    return field;
  }

  text(): string {
    const text = textOf(this.message());
    if (text === undefined) throw malformed("a text of the message is not UTF-8");
    return text;
  }

  /** The bytes of a nested message. */
  message(): Buffer {
    this.#expect(BYTES);
    return this.#slice(this.#varint());
  }

  flag(): boolean {
    this.#expect(VARINT);
    return this.#varint() !== 0;
  }

  double(): number {
    this.#expect(FIXED64);
    return this.#slice(8).readDoubleLE();
  }

  /** Numbers of a repeated `float`, one or packed, added to a list. */
  floats(into: Floats[]): void {
    if (this.#type === FIXED32) return void into.push(this.#slice(4).readFloatLE(0));
    const bytes = this.message();
    if (bytes.length % 4 !== 0) throw broken();
    // A copy: floats must stand at a multiple of four.
    into.push(new Float32Array(Uint8Array.from(bytes).buffer));
  }

  /** Numbers of a repeated `uint32`, one or packed. */
  integers(into: number[]): void {
    if (this.#type === VARINT) return void into.push(this.#uint32());
    const packed = new Wire(this.message());
    while (!packed.atEnd) into.push(packed.#uint32());
  }

  /** An enum's only value. */
  zero(): void {
    this.#expect(VARINT);
    if (this.#varint() !== 0) throw broken();
  }

  #expect(type: number): void {
    if (this.#type !== type) throw broken();
  }

  #slice(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.bytes.length) throw broken();
    const slice = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return slice;
  }

  #uint32(): number {
    const value = this.#varint();
    if (value > 0xffff_ffff) throw broken();
    return value;
  }

  /** Up to 2^53; nothing in these messages is longer. */
  #varint(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
      const byte = this.bytes[this.#at];
      if (byte === undefined) throw broken();
      this.#at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw broken();
  }
}

function broken() {
  return malformed("the request is no message of this method");
}

/** All parts of a repeated `float` as one list; undefined when none came. */
export function joined(parts: readonly Floats[]): Float32Array | undefined {
  const [first] = parts;
  if (first === undefined || (parts.length === 1 && typeof first !== "number")) return first;
  const all = new Float32Array(parts.reduce<number>((sum, part) => sum + lengthOf(part), 0));
  let at = 0;
  for (const part of parts) {
    if (typeof part === "number") all[at] = part;
    else all.set(part, at);
    at += lengthOf(part);
  }
  return all;
}

function lengthOf(part: Floats): number {
  return typeof part === "number" ? 1 : part.length;
}
