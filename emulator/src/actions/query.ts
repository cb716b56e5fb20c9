import { indexedLsn, metadataModel, queryUnits, sparseModel, spelled, usage, valuesModel } from "../dataAnswers.js";
import type { Predicate } from "../filter.js";
import type { Action } from "../route.js";
import { isBetter, type Probe, scorer } from "../scoring.js";
import type { IndexStore } from "../store/indexStore.js";
import type { RecordTable } from "../store/records.js";
import { TopK } from "../topK.js";
import { type QueryRequest, readQuery } from "../validations/query.js";
import { predicateFor } from "./matching.js";

interface Match {
  readonly slot: number;
  readonly score: number;
}

export const query: Action<IndexStore> = (index, request) => {
  const wanted = readQuery(request.body, index);
  const predicate = wanted.filter === undefined ? undefined : predicateFor(index, wanted.namespace, wanted.filter);
  const records = index.visible(wanted.namespace)?.records;
  const probe = records === undefined ? undefined : probeOf(wanted, records, index);
  const matches =
    records === undefined || probe === undefined
      ? []
      : search(index, records, probe, wanted.topK, predicate).map((match) => matchModel(records, match, wanted));
  const units = usage(index, queryUnits(records));
  const body = { results: [], matches, namespace: spelled(index, wanted.namespace, request.version), ...units };
  return [200, body, indexedLsn(index, wanted.namespace)];
};

/** The query's own vector, or the stored one of the record that it names; undefined when there is no such record. */
function probeOf({ by }: QueryRequest, records: RecordTable, index: IndexStore): Probe | undefined {
  if (!("id" in by)) return by;
  const slot = records.slotOf(by.id);
  if (slot === undefined) return undefined;
  const sparse = index.definition.metric === "dotproduct" ? records.sparseAt(slot) : undefined;
  return { values: records.valuesAt(slot).slice(), sparse };
}

/** Exact search. Equal scores rank by id, so that two indexes with the same records answer alike. */
function search(
  index: IndexStore,
  records: RecordTable,
  probe: Probe,
  topK: number,
  predicate: Predicate | undefined,
): Match[] {
  const { metric } = index.definition;
  const score = scorer(metric, records, probe);
  const best = new TopK<Match>(topK, (a, b) =>
    a.score === b.score ? records.idAt(a.slot) < records.idAt(b.slot) : isBetter(metric, a.score, b.score),
  );
  records.forEachRows((rows) => {
    for (let row = 0; row < rows.count; row += 1) {
      const slot = rows.firstSlot + row;
      if (!records.isUsed(slot) || predicate?.(records.metadataAt(slot)) === false) continue;
      const scored = score(rows, row);
      const worst = best.worst;
      if (worst === undefined || !isBetter(metric, worst.score, scored)) best.offer({ slot, score: scored });
    }
  });
  return best.ranked();
}

function matchModel(records: RecordTable, { slot, score }: Match, wanted: QueryRequest): object {
  return {
    id: records.idAt(slot),
    score,
    values: wanted.includeValues ? valuesModel(records, slot) : [],
    ...(wanted.includeValues ? sparseModel(records.sparseAt(slot)) : {}),
    ...(wanted.includeMetadata ? metadataModel(records, slot) : {}),
  };
}
