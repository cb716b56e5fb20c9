import { BATCH_IDS } from "../parity/batches";
import { fetchUnits } from "./units";

/**
 * Read units of fetching a share of the listed records, each with the same chance. What is in the sample of as many ids as
 * one fetch takes is fetched apart, and a fetch for one record costs as much as one for ten. Ids of more than 25 bytes come
 * in shorter batches, and cost more.
 *
 * @param share 0 to 1; with 1 all are fetched
 */
export function sampledUnits(namespaces: ReadonlyMap<string, number>, share: number): number {
  const units = unitsByIds(share);
  const of = (ids: number) => Math.floor(ids / BATCH_IDS) * (units[BATCH_IDS] ?? 0) + (units[ids % BATCH_IDS] ?? 0);
  return Math.ceil([...namespaces.values()].reduce((sum, ids) => sum + of(ids), 0));
}

/** What is to be expected of so many ids, from 0 to as many as one fetch takes. No record in the sample: no fetch. */
function unitsByIds(share: number): number[] {
  let chances = [1];
  const expected = [0];
  for (let ids = 1; ids <= BATCH_IDS; ids += 1) {
    chances = Array.from(
      { length: ids + 1 },
      (_, sampled) => (chances[sampled] ?? 0) * (1 - share) + (chances[sampled - 1] ?? 0) * share,
    );
    expected.push(
      chances.reduce((sum, chance, sampled) => sum + (sampled === 0 ? 0 : chance * fetchUnits(sampled)), 0),
    );
  }
  return expected;
}
