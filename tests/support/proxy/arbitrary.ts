import * as fc from "fast-check";

/** Text without lone surrogates: those have no UTF-8. */
const text = (constraints: fc.StringConstraints = {}) => fc.string({ unit: "grapheme", ...constraints });
const id = text({ minLength: 1, maxLength: 12 });
const floats = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 8 });
const key = text({ maxLength: 6 }).filter((name) => name !== "__proto__");
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const metadata = fc.dictionary(key, fc.oneof(text(), number, fc.boolean(), fc.array(text(), { maxLength: 3 })), {
  maxKeys: 4,
});
const sparse = fc
  .array(fc.tuple(fc.nat(2 ** 32 - 1), fc.float({ noNaN: true, noDefaultInfinity: true })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((pairs) => ({ indices: pairs.map(([at]) => at), values: pairs.map(([, value]) => value) }));
export const filters = fc.dictionary(
  key,
  fc.oneof(text(), number, fc.record({ $in: fc.array(text(), { minLength: 1, maxLength: 3 }) })),
  { minKeys: 1, maxKeys: 3, noNullPrototype: true },
);

/** A record as applications have them. */
export const records = fc.record(
  { id, values: floats, sparseValues: sparse, metadata: metadata },
  { requiredKeys: ["id", "values"], noNullPrototype: true },
);
export const ids = fc.array(id, { minLength: 1, maxLength: 5 });
export const namespaces = fc.oneof(fc.constant(""), fc.constant("__default__"), text({ minLength: 1, maxLength: 8 }));
export const metadatas = metadata;
