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
import { RATES } from "./rates.js";
import { type ChargesOf, namespaceSent, ofDelete, ofUpdate, ofUpsert, once } from "./requestRates.js";
import type { Action, PlaneRefusals, Route } from "./route.js";
import { canonicalNamespace, type IndexStore } from "./store/indexStore.js";

/** What the data plane models. Everything else of the definition (records with text) is answered with 501. */
export const DATA_ROUTES: readonly Route<IndexStore>[] = [
  ["POST", "/vectors/upsert", whenUsable(rated(upsert, ofUpsert))],
  ["POST", "/vectors/update", whenUsable(rated(update, ofUpdate))],
  ["POST", "/vectors/delete", whenUsable(rated(deleteRecords, ofDelete))],
  ["GET", "/vectors/fetch", whenUsable(rated(fetch, once(RATES.fetch)))],
  ["POST", "/vectors/fetch_by_metadata", whenUsable(rated(fetchByMetadata, once(RATES.fetchByMetadata)))],
  ["GET", "/vectors/list", whenUsable(rated(listRecords, once(RATES.list)))],
  ["POST", "/query", whenUsable(rated(query, once(RATES.query)))],
  ["GET", "/describe_index_stats", rated(describeIndexStats, once(RATES.stats))],
  ["POST", "/describe_index_stats", rated(describeIndexStats, once(RATES.stats))],
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

/** Serverless indexes have limits of rate, when those are asked for; pods are as fast as they are. */
function rated(action: Action<IndexStore>, chargesOf: ChargesOf): Action<IndexStore> {
  return (index, request) => {
    if (index.settings.rated && index.isServerless) {
      index.rates.charge(canonicalNamespace(namespaceSent(request)), chargesOf(request));
    }
    return action(index, request);
  };
}
