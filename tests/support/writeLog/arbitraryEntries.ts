import fc from "fast-check";
import type { Entry, EntryBody, LoggedMetadata } from "../../../provider/src/writeLog/entry";

/** Strings of any characters, among them the awkward ones: separators, replacement characters, halves of pairs. */
export const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc.constantFrom("\ud800", "\u2028", '","c":"', "\ufffd\ufffd", "a\nb", "__proto__", "\u0000"),
);

const float = fc.float({ noNaN: true, noDefaultInfinity: true });
const dense = fc.oneof(
  fc.array(float, { maxLength: 12 }).map((values) => Float32Array.from(values)),
  fc.array(float, { maxLength: 12 }),
);
const sparse = fc.array(fc.tuple(fc.nat(2 ** 32 - 1), float), { maxLength: 5 }).map((pairs) => ({
  indices: pairs.map(([index]) => index),
  values: pairs.map(([, value]) => value),
}));

/** Keys that the format itself uses are the ones that could be taken for it. */
const key = fc.oneof(text, fc.constantFrom("values", "indices", "v", "op", "c", "seal"));
// JSON has no -0; neither has the service's.
const number = fc
  .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), fc.constant(2 ** 53 + 2))
  .map((value) => value + 0);

export const metadata: fc.Arbitrary<LoggedMetadata> = fc.dictionary(
  key,
  fc.oneof(text, number, fc.boolean(), fc.array(text, { maxLength: 3 })),
  { maxKeys: 5, noNullPrototype: true },
);
const filter = fc.dictionary(
  key,
  fc.oneof(text, fc.record({ $in: fc.array(text, { maxLength: 3 }) }, { noNullPrototype: true })),
  {
    maxKeys: 3,
    noNullPrototype: true,
  },
);

const record = fc.record(
  { id: text, values: dense, sparse, md: metadata },
  { requiredKeys: ["id"], noNullPrototype: true },
);
const ids = fc.array(text, { maxLength: 4 });
const found = fc.record({ found: ids }, { requiredKeys: [], noNullPrototype: true });

/** Every operation. */
export const body: fc.Arbitrary<EntryBody> = fc.oneof(
  record.map((fields) => ({ op: "upsert" as const, ...fields })),
  record.map((fields) => ({ op: "update" as const, ...fields })),
  ids.map((named) => ({ op: "delete" as const, ids: named })),
  found.map((fields) => ({ op: "deleteAll" as const, ...fields })),
  found.map((fields) => ({ op: "deleteNamespace" as const, ...fields })),
  fc.tuple(found, filter).map(([fields, by]) => ({ op: "deleteByFilter" as const, filter: by, ...fields })),
  fc
    .tuple(found, filter, metadata)
    .map(([fields, by, md]) => ({ op: "updateByFilter" as const, filter: by, md, ...fields })),
);

export const entry: fc.Arbitrary<Entry> = fc
  .tuple(fc.record({ t: fc.maxSafeInteger(), n: fc.nat(), w: text, e: fc.nat(), ns: text }), body)
  .map(([head, operation]) => ({ v: 1, ...head, ...operation }));
