import { fetchUnits, indexedLsn, spelled, usage, vectorModel } from "../dataAnswers.js";
import { invalidData } from "../errors.js";
import { LIMITS } from "../limits.js";
import type { Action } from "../route.js";
import type { IndexStore } from "../store/indexStore.js";
import { readNamespace } from "../validations/namespaces.js";
import { checkId } from "../validations/records.js";

export const fetch: Action<IndexStore> = (index, request) => {
  const { limited } = index.settings;
  const ids = request.query.getAll("ids");
  const namespace = readNamespace(request.query.get("namespace") ?? undefined, limited);
  if (ids.length === 0) throw invalidData("A fetch needs at least one id.");
  if (limited && ids.length > LIMITS.fetchIds) {
    throw invalidData(`A fetch takes up to ${LIMITS.fetchIds} ids, but got ${ids.length}.`);
  }
  for (const id of ids) checkId(id, limited);
  const records = index.visible(namespace)?.records;
  const found = [...new Set(ids)].flatMap((id): [string, object][] => {
    const slot = records?.slotOf(id);
    return records === undefined || slot === undefined ? [] : [[id, vectorModel(records, slot)]];
  });
  const units = usage(index, fetchUnits(found.length));
  const body = { vectors: Object.fromEntries(found), namespace: spelled(index, namespace, request.version), ...units };
  return [200, body, indexedLsn(index, namespace)];
};
