import { requestLsn } from "../dataAnswers.js";
import { invalidData, namespaceNotFound } from "../errors.js";
import type { Course } from "../faults/faults.js";
import { LIMITS } from "../limits.js";
import type { Action, Answer } from "../route.js";
import type { RecordsChange } from "../store/changes.js";
import type { IndexStore } from "../store/indexStore.js";
import { dataFields } from "../validations/fields.js";
import { readNamespace } from "../validations/namespaces.js";
import { checkId } from "../validations/records.js";
import { matchingIds } from "./matching.js";

export const deleteRecords: Action<IndexStore> = (index, request) => {
  const fields = dataFields(request.body);
  const namespace = readNamespace(fields.optionalString("namespace"), index.settings.limited);
  const ids = fields.optionalStrings("ids") ?? [];
  const all = fields.optionalBoolean("deleteAll") ?? false;
  const filter = fields.optionalObject("filter")?.json;
  const ways = [ids.length > 0, all, filter !== undefined].filter(Boolean).length;
  if (ways !== 1) throw invalidData("A delete takes exactly one of ids, deleteAll and filter.");
  if (ids.length > 0) return deleteIds(index, namespace, ids, request.course);
  if (filter !== undefined && Object.keys(filter).length === 0) throw invalidData("The filter must not be empty.");
  const found = filter === undefined ? undefined : matchingIds(index, namespace, filter);
  if (index.isServerless && !index.hasNamespace(namespace)) throw namespaceNotFound();
  const change: RecordsChange = found === undefined ? { kind: "clear" } : { kind: "delete", ids: found };
  return write(index, namespace, change, request.course);
};

function deleteIds(index: IndexStore, namespace: string, ids: readonly string[], course: Course | undefined): Answer {
  const { limited } = index.settings;
  if (limited && ids.length > LIMITS.deleteIds) {
    throw invalidData(`A delete takes up to ${LIMITS.deleteIds} ids, but got ${ids.length}.`);
  }
  for (const id of ids) checkId(id, limited);
  if (!index.hasNamespace(namespace)) return [200, {}, requestLsn(index, 0)];
  return write(index, namespace, { kind: "delete", ids }, course);
}

function write(index: IndexStore, namespace: string, change: RecordsChange, course: Course | undefined): Answer {
  return [200, {}, requestLsn(index, index.write(namespace, change, course))];
}
