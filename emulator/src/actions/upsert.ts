import { requestLsn } from "../dataAnswers.js";
import { invalidData } from "../errors.js";
import { LIMITS } from "../limits.js";
import type { Action } from "../route.js";
import type { IndexStore } from "../store/indexStore.js";
import { dataFields } from "../validations/fields.js";
import { checkNamespaceQuota, readNamespace } from "../validations/namespaces.js";
import { readRecord } from "../validations/records.js";

export const upsert: Action<IndexStore> = (index, request) => {
  const { limited } = index.settings;
  if (limited && request.bytes > LIMITS.upsertBytes) {
    const found = `found ${request.bytes} bytes, the limit is: ${LIMITS.upsertBytes} bytes`;
    throw invalidData(`Error, message length too large: ${found}`);
  }
  const fields = dataFields(request.body);
  const namespace = readNamespace(fields.optionalString("namespace"), limited);
  const vectors = fields.optionalArray("vectors") ?? [];
  if (vectors.length === 0) throw invalidData("An upsert needs at least one vector.");
  if (limited && vectors.length > LIMITS.upsertRecords) {
    throw invalidData(`An upsert takes up to ${LIMITS.upsertRecords} vectors, but got ${vectors.length}.`);
  }
  checkNamespaceQuota(index, namespace);
  // All are checked before the first one is stored: a refused request changes nothing.
  const records = vectors.map((vector) => readRecord(vector, index));
  const lsn = index.write(namespace, { kind: "put", records }, request.course);
  return [200, { upsertedCount: records.length }, requestLsn(index, lsn)];
};
