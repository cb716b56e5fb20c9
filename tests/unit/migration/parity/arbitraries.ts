import fc from "fast-check";
import type { MetadataValue, StoredRecord } from "../../../../provider/src/pinecone/types";

/** The same float32 numbers as the service gives them: any bits, some of them special. */
export const float32 = fc.oneof(
  { weight: 6, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, Number.NaN, 1, 16_777_217, 1e-45) },
);

const metadataValue: fc.Arbitrary<MetadataValue> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.constantFrom("1", "true", "", "a,b", "-0"),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1, 2 ** 24 + 1, 2 ** 53 - 1),
  fc.array(fc.constantFrom("a", "b", "a,b", "1"), { maxLength: 3 }),
);

const metadata = fc.dictionary(
  fc.oneof(fc.constantFrom("a", "b", "k", "constructor", "__proto__"), fc.string({ maxLength: 3 })),
  metadataValue,
  { maxKeys: 3 },
);

export const sparseValues = fc
  .uniqueArray(fc.tuple(fc.nat(2 ** 31), float32), { selector: ([index]) => index, maxLength: 4 })
  .map((pairs) => ({ indices: pairs.map(([index]) => index), values: pairs.map(([, value]) => value) }));

/** Everything of a record but its id. */
export const body: fc.Arbitrary<Omit<StoredRecord, "id">> = fc
  .record({
    values: fc.array(float32, { maxLength: 4 }),
    sparseValues: fc.option(sparseValues, { nil: undefined }),
    metadata: fc.option(metadata, { nil: undefined }),
  })
  .map(({ values, ...rest }) => ({
    values,
    ...(rest.sparseValues === undefined ? {} : { sparseValues: rest.sparseValues }),
    ...(rest.metadata === undefined ? {} : { metadata: rest.metadata }),
  }));

export const id = fc.oneof(
  fc.string({ minLength: 1, maxLength: 4 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 3 }),
  fc.nat(99).map((n) => `r-${n}`),
  fc.constantFrom("\u2028", "a\nb", "{", "{}", "__proto__"),
);

export const namespace = fc.constantFrom("", "a", "b", "constructor", "__proto__", "\u2029x");

export const records = fc.uniqueArray(fc.tuple(id, body), { selector: ([each]) => each, maxLength: 25 });

/** Contents of an index: some namespaces, some records each. */
export const contents = fc
  .uniqueArray(fc.tuple(namespace, records), { selector: ([name]) => name, maxLength: 3 })
  .map(
    (namespaces) =>
      new Map(
        namespaces
          .filter(([, each]) => each.length > 0)
          .map(([name, each]) => [name, new Map(each.map(([key, rest]) => [key, { id: key, ...rest }]))]),
      ),
  );
