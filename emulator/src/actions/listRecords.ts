import { spelled, usage } from "../dataAnswers.js";
import { invalidData } from "../errors.js";
import { LIMITS } from "../limits.js";
import type { Action } from "../route.js";
import type { IndexStore } from "../store/indexStore.js";
import { readNamespace } from "../validations/namespaces.js";
import { pageOf, readLimit, readPageToken } from "../validations/paging.js";

export const listRecords: Action<IndexStore> = (index, request) => {
  if (!index.isServerless) throw invalidData("Listing record IDs is supported only for serverless indexes.");
  const { query } = request;
  const { limited } = index.settings;
  const namespace = readNamespace(query.get("namespace") ?? undefined, limited);
  const limit = readLimit(query.get("limit"), LIMITS.listPage, limited);
  const after = readPageToken(query.get("paginationToken") ?? undefined);
  const ids = index.visible(namespace)?.records.sortedIds() ?? [];
  const page = pageOf(ids, query.get("prefix") ?? "", after, limit);
  const body = {
    vectors: page.names.map((id) => ({ id })),
    ...(page.next === undefined ? {} : { pagination: { next: page.next } }),
    namespace: spelled(index, namespace, request.version),
    ...usage(index, 1),
  };
  return [200, body];
};
