import type { Speed } from "./measure";

/** Speeds as they were measured; folding twice only where a table needs it. */
type Measured = Omit<Speed, "foldedTwicePerSecond"> & Partial<Pick<Speed, "foldedTwicePerSecond">>;

/**
 * What one process did on 2026-11-26 on a machine with 2 processors that it shared, Node 20, a log in a folder.
 * `npm run bench -- scale --measure` measures it anew.
 */
export const SPEEDS: readonly Measured[] = [
  {
    ...{ dimension: 384, foldedOncePerSecond: 16_782 },
    ...{ encodedMbPerCpuSecond: 152, sentMbPerCpuSecond: 105, sentBytes: 6_188, loggedBytes: 2_673 },
  },
  {
    ...{ dimension: 768, foldedOncePerSecond: 11_940, foldedTwicePerSecond: 6_158 },
    ...{ encodedMbPerCpuSecond: 147, sentMbPerCpuSecond: 93, sentBytes: 12_493, loggedBytes: 4_721 },
  },
  {
    ...{ dimension: 1_536, foldedOncePerSecond: 6_280 },
    ...{ encodedMbPerCpuSecond: 130, sentMbPerCpuSecond: 85, sentBytes: 26_192, loggedBytes: 8_817 },
  },
];

export function speedAt(dimension: number): Measured {
  const found = SPEEDS.find((each) => each.dimension === dimension);
  if (found === undefined) throw new Error(`nothing was measured at ${dimension} dimensions`);
  return found;
}

/** Bytes of a record in the fold's own count beside its values; bytes that it holds; partitions on disk [migration/fold]. */
const HELD_BYTES = 920;
const HELD_AT_ONCE = 24_000_000;
const PARTITIONS = 64;

/**
 * Hours in which one process folds so many writes. Each record is written to disk and read again once for every time that
 * the partitions must be split: what one such pass takes is the difference of the two speeds that were measured. From the
 * third on (more than 98 GB of records) that is an extrapolation.
 */
export function foldHours(dimension: number, writes: number, writesPerRecord: number): number {
  const { foldedOncePerSecond, foldedTwicePerSecond } = speedAt(dimension);
  if (foldedTwicePerSecond === undefined) throw new Error(`folding twice was not measured at ${dimension} dimensions`);
  const once = 1 / foldedOncePerSecond;
  const pass = 1 / foldedTwicePerSecond - once;
  const held = (writes / writesPerRecord) * (HELD_BYTES + 4 * dimension);
  const passes = Math.max(1, Math.ceil(Math.log(held / HELD_AT_ONCE) / Math.log(PARTITIONS)));
  // Writes of one record that lie far apart meet only where they fit into memory together: all are counted in each pass.
  return (writes * (once + (passes - 1) * pass)) / 3_600;
}
