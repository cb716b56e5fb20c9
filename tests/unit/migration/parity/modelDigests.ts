import { recordDigest } from "../../../../provider/src/migration/parity/digest";
import type { Contents } from "./fakeIndex";

/** The digests of an index's records by namespace, summed the slow way. */
export function modelDigests(contents: Contents): Record<string, { records: number; sum: string }> {
  const filled = [...contents].filter(([, records]) => records.size > 0);
  return Object.fromEntries(
    filled.map(([namespace, records]) => {
      const sum = [...records.values()].reduce((total, record) => total + recordDigest(record), 0n);
      return [namespace, { records: records.size, sum: (sum % 2n ** 64n).toString(16).padStart(16, "0") }];
    }),
  );
}
