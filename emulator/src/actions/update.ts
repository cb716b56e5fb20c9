import { requestLsn } from "../dataAnswers.js";
import { invalidData } from "../errors.js";
import type { Course } from "../faults/faults.js";
import type { Action, Answer } from "../route.js";
import type { IndexStore } from "../store/indexStore.js";
import type { RecordChange } from "../store/records.js";
import { dataFields, type Fields } from "../validations/fields.js";
import { readNamespace } from "../validations/namespaces.js";
import { checkNotZeros, readId, readMetadata, readSparse, readValues } from "../validations/records.js";
import { matchingIds } from "./matching.js";

export const update: Action<IndexStore> = (index, request) => {
  const fields = dataFields(request.body);
  const namespace = readNamespace(fields.optionalString("namespace"), index.settings.limited);
  const filter = fields.optionalObject("filter")?.json;
  if (filter === undefined) return updateOne(index, namespace, fields, request.course);
  if (fields.has("id")) throw invalidData("An update takes either an id or a filter, not both.");
  return updateMatching(index, namespace, fields, filter, request.course);
};

function updateOne(index: IndexStore, namespace: string, fields: Fields, course: Course | undefined): Answer {
  const id = readId(fields, index.settings.limited);
  const values = readValues(fields, "values", index);
  const change: RecordChange = {
    values,
    sparse: readSparse(fields, "sparseValues", index),
    setMetadata: readMetadata(fields, "setMetadata", index.settings.limited),
  };
  if (values !== undefined) checkNotZeros(index, id, values);
  // An update of what doesn't exist succeeds and must not bring a namespace into being.
  if (!index.hasNamespace(namespace)) return [200, {}, requestLsn(index, 0)];
  const lsn = index.write(namespace, { kind: "change", ids: [id], change }, course);
  return [200, {}, requestLsn(index, lsn)];
}

function updateMatching(
  index: IndexStore,
  namespace: string,
  fields: Fields,
  filter: object,
  course: Course | undefined,
): Answer {
  if (fields.has("values") || fields.has("sparseValues")) {
    throw invalidData("An update by filter can set metadata only.");
  }
  const setMetadata = readMetadata(fields, "setMetadata", index.settings.limited);
  if (setMetadata === undefined) throw invalidData("An update by filter needs setMetadata.");
  // What the filter finds is decided now and on what reads show now: it doesn't see writes that aren't indexed yet.
  const ids = matchingIds(index, namespace, filter);
  const dryRun = fields.optionalBoolean("dryRun") ?? fields.optionalBoolean("dry_run") ?? false;
  if (dryRun || !index.hasNamespace(namespace)) return [200, { matchedRecords: ids.length }];
  const lsn = index.write(namespace, { kind: "change", ids, change: { setMetadata } }, course);
  return [200, { matchedRecords: ids.length }, requestLsn(index, lsn)];
}
