import * as fc from "fast-check";
import { struct } from "../../integration/emulator/grpcClient";
import { filters, ids, metadatas, namespaces, records } from "./arbitrary";
import { encoded } from "./messages";

const length = (most: number) => fc.oneof(fc.nat(most), fc.constantFrom(0, 1, 127, 128, 2 ** 20, 2 ** 32 - 1));

function varint(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  return [...bytes, left];
}

/** Fields of protobuf's wire format, nested, with lengths and numbers that may lie. */
const wire = fc.letrec<{ message: Uint8Array; field: Uint8Array }>((tie) => ({
  message: fc.array(tie("field"), { maxLength: 5, depthIdentifier: "wire" }).map((parts) => Buffer.concat(parts)),
  field: fc
    .tuple(
      fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 7 }) }, { weight: 1, arbitrary: fc.nat(40) }),
      fc.constantFrom(0, 1, 2, 2, 2, 2, 3, 5),
      fc.oneof(
        { depthIdentifier: "wire", maxDepth: 6 },
        fc.uint8Array({ maxLength: 12 }),
        fc.string({ unit: "grapheme", maxLength: 6 }).map((text) => Buffer.from(text)),
        tie("message"),
      ),
      fc.option(length(20), { freq: 12 }),
    )
    .map(([number, type, content, lie]) => {
      const size = type === 2 ? varint(lie ?? content.length) : [];
      return Buffer.concat([Buffer.from([...varint(number * 8 + type), ...size]), content]);
    }),
}));

/** What the service's own clients send. */
export const goodMessages = {
  upsert: fc.tuple(fc.array(records, { minLength: 1, maxLength: 3 }), namespaces).map(([some, namespace]) => {
    const vectors = some.map(({ metadata, ...rest }) => ({ ...rest, ...(metadata && { metadata: struct(metadata) }) }));
    return encoded("UpsertRequest", { vectors, namespace });
  }),
  update: fc
    .tuple(records, metadatas, namespaces)
    .map(([{ id, values }, metadata, namespace]) =>
      encoded("UpdateRequest", { id, values, setMetadata: struct(metadata), namespace }),
    ),
  delete: fc.oneof(
    fc.tuple(ids, namespaces).map(([some, namespace]) => encoded("DeleteRequest", { ids: some, namespace })),
    fc
      .tuple(filters, namespaces)
      .map(([filter, namespace]) => encoded("DeleteRequest", { filter: struct(filter), namespace })),
  ),
  delete_namespace: namespaces.map((namespace) => encoded("DeleteNamespaceRequest", { namespace })),
};

export const goodBodies = {
  upsert: fc.record({ vectors: fc.array(records, { minLength: 1, maxLength: 3 }), namespace: namespaces }),
  update: fc
    .tuple(records, metadatas, namespaces)
    .map(([{ id, values }, setMetadata, namespace]) => ({ id, values, setMetadata, namespace })),
  delete: fc.oneof(
    fc.record({ ids, namespace: namespaces }),
    fc.record({ filter: filters, namespace: namespaces }),
    fc.record({ deleteAll: fc.boolean(), namespace: namespaces }),
  ),
  delete_namespace: fc.constant({}),
};

/** One way in which bytes go wrong. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  way: fc.constantFrom("flip", "cut", "insert", "double", "drop"),
  byte: fc.nat(255),
  size: fc.integer({ min: 1, max: 12 }),
});

/** Good bytes with up to three of their places damaged, or none. */
export function damaged(good: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Buffer> {
  return fc.tuple(good, fc.array(damage, { maxLength: 3 })).map(([bytes, all]) => {
    let now = Buffer.from(bytes);
    for (const { at, way, byte, size } of all) {
      const from = Math.min(Math.floor(at * now.length), now.length);
      const [before, piece, rest] = [now.subarray(0, from), now.subarray(from, from + size), now.subarray(from + size)];
      const by = Buffer.from([byte]);
      if (way === "flip") now = Buffer.concat([before, by, now.subarray(from + 1)]);
      else if (way === "cut") now = Buffer.from(before);
      else if (way === "insert") now = Buffer.concat([before, by, piece, rest]);
      else if (way === "double") now = Buffer.concat([before, piece, piece, rest]);
      else now = Buffer.concat([before, rest]);
    }
    return now;
  });
}

/** Bytes that were never meant to be a message, and fields that look like one. */
export const anyMessage = fc.oneof(
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  { weight: 3, arbitrary: wire.message.map((bytes) => Buffer.from(bytes)) },
);

const words =
  "vectors namespace id values sparseValues metadata indices ids deleteAll filter setMetadata dryRun __proto__";
const key = fc.oneof(fc.constantFrom(...words.split(" ")), fc.string({ maxLength: 4 }));

/** JSON of the right words in the wrong places, and text that is none. */
export const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
  {
    weight: 3,
    arbitrary: fc
      .object({ key, maxDepth: 3, maxKeys: 5, withNullPrototype: false })
      .map((value) => Buffer.from(JSON.stringify(value))),
  },
);
