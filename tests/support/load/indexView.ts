import type { Index } from "@pinecone-database/pinecone";
import type { IndexView } from "./judge";
import type { Content, Metadata } from "./operation";

/** Ids of one fetch: they stand in the request's line. */
const FETCH = 100;

/** An index by the official client, for the judge. */
export function viewOf(index: Index): IndexView {
  return {
    async fetch(namespace, ids) {
      const found = new Map<string, Content>();
      for (let at = 0; at < ids.length; at += FETCH) {
        const { records } = await index.fetch({ namespace, ids: ids.slice(at, at + FETCH) });
        for (const [id, { values, metadata }] of Object.entries(records)) {
          found.set(id, { values: values ?? [], metadata: (metadata ?? {}) as Metadata });
        }
      }
      return found;
    },
    async counts() {
      const { namespaces = {} } = await index.describeIndexStats();
      const counted = Object.entries(namespaces).map(([ns, { recordCount }]) => [canonical(ns), recordCount] as const);
      return Object.fromEntries(counted);
    },
  };
}

function canonical(ns: string): string {
  return ns === "__default__" ? "" : ns;
}
