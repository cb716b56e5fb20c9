import { deleteRecords } from "./actions/deleteRecords.js";
import { describeIndexStats } from "./actions/describeIndexStats.js";
import { fetch } from "./actions/fetch.js";
import { fetchByMetadata } from "./actions/fetchByMetadata.js";
import { cancelImport, describeImport, listImports, startImport } from "./actions/imports.js";
import { listRecords } from "./actions/listRecords.js";
import { createNamespace, deleteNamespace, describeNamespace, listNamespaces } from "./actions/namespaces.js";
import { query } from "./actions/query.js";
import { update } from "./actions/update.js";
import { upsert } from "./actions/upsert.js";
import { DataRefusal, faultData, invalidData, notModelledData, RPC } from "./errors.js";
import { isUsable } from "./models.js";
import type { Action, PlaneRefusals, Route } from "./server.js";
import type { IndexStore } from "./store/indexStore.js";

/** What the data plane models. Everything else of the definition (records with text) is answered with 501. */
export const DATA_ROUTES: readonly Route<IndexStore>[] = [
  ["POST", "/vectors/upsert", whenUsable(upsert)],
  ["POST", "/vectors/update", whenUsable(update)],
  ["POST", "/vectors/delete", whenUsable(deleteRecords)],
  ["GET", "/vectors/fetch", whenUsable(fetch)],
  ["POST", "/vectors/fetch_by_metadata", whenUsable(fetchByMetadata)],
  ["GET", "/vectors/list", whenUsable(listRecords)],
  ["POST", "/query", whenUsable(query)],
  ["GET", "/describe_index_stats", describeIndexStats],
  ["POST", "/describe_index_stats", describeIndexStats],
  ["GET", "/bulk/imports", whenUsable(listImports)],
  ["POST", "/bulk/imports", whenUsable(startImport)],
  ["GET", "/bulk/imports/:id", whenUsable(describeImport)],
  ["DELETE", "/bulk/imports/:id", whenUsable(cancelImport)],
  ["GET", "/namespaces", whenUsable(listNamespaces)],
  ["POST", "/namespaces", whenUsable(createNamespace)],
  ["GET", "/namespaces/:namespace", whenUsable(describeNamespace)],
  ["DELETE", "/namespaces/:namespace", whenUsable(deleteNamespace)],
];

export const DATA_REFUSALS: PlaneRefusals = {
  invalidKey: () => new DataRefusal(401, RPC.unauthenticated, "Invalid API key."),
  malformed: (what) => invalidData(`Failed to parse ${what}.`),
  notModelled: notModelledData,
  fault: faultData,
  internal: () => new DataRefusal(500, RPC.unknown, "Internal server error"),
};

/** An index that is being made or deleted tells its counts only. */
function whenUsable(action: Action<IndexStore>): Action<IndexStore> {
  return (index, request) => {
    if (!isUsable(index)) throw new DataRefusal(503, RPC.unavailable, `The index is not ready: ${index.state}.`);
    return action(index, request);
  };
}
