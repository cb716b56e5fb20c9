import { fetchUnits, indexedLsn, spelled, usage, vectorModel } from "../dataAnswers.js";
import { invalidData } from "../errors.js";
import { jsonText } from "../json.js";
import { LIMITS } from "../limits.js";
import type { Action } from "../route.js";
import type { IndexStore } from "../store/indexStore.js";
import { dataFields, type Fields } from "../validations/fields.js";
import { readNamespace } from "../validations/namespaces.js";
import { pageOf, readPageToken, shortened } from "../validations/paging.js";
import { matchingIds } from "./matching.js";

const DEFAULT_PAGE = 100;
/** More than the answer's fields beside its vectors take: a namespace's name and a token, which holds an id. */
const ANSWER_FRAME_BYTES = 4_096;

export const fetchByMetadata: Action<IndexStore> = (index, request) => {
  const { limited } = index.settings;
  const fields = dataFields(request.body);
  const namespace = readNamespace(fields.optionalString("namespace"), limited);
  const filter = fields.optionalObject("filter")?.json;
  if (filter === undefined) throw invalidData("A fetch by metadata needs a filter.");
  const after = readPageToken(fields.optionalString("paginationToken"));
  const whole = pageOf(matchingIds(index, namespace, filter), "", after, readPageSize(fields, limited));
  const records = index.visible(namespace)?.records;
  const all = whole.names.flatMap((id): [string, object][] => {
    const slot = records?.slotOf(id);
    return records === undefined || slot === undefined ? [] : [[id, vectorModel(records, slot)]];
  });
  const found = limited ? all.slice(0, fitting(all)) : all;
  const page = shortened(whole, found.length);
  const body = {
    vectors: Object.fromEntries(found),
    namespace: spelled(index, namespace, request.version),
    ...usage(index, fetchUnits(found.length)),
    ...(page.next === undefined ? {} : { pagination: { next: page.next } }),
  };
  return [200, body, indexedLsn(index, namespace)];
};

/** How many of these vectors an answer holds; one at least. */
function fitting(vectors: readonly [string, object][]): number {
  let bytes = ANSWER_FRAME_BYTES;
  const over = vectors.findIndex(([id, vector]) => {
    bytes += Buffer.byteLength(jsonText({ [id]: vector }));
    return bytes > LIMITS.answerBytes;
  });
  return over < 0 ? vectors.length : Math.max(1, over);
}

function readPageSize(fields: Fields, limited: boolean): number {
  const limit = fields.optionalInteger("limit") ?? DEFAULT_PAGE;
  if (limit < 1 || (limited && limit > LIMITS.fetchByMetadataPage)) {
    throw invalidData(`limit must be between 1 and ${LIMITS.fetchByMetadataPage}.`);
  }
  return limit;
}
