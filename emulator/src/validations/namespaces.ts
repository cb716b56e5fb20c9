import { DataRefusal, invalidData, RPC } from "../errors.js";
import { LIMITS } from "../limits.js";
import { canonicalNamespace, type IndexStore } from "../store/indexStore.js";
import { checkSpelling } from "./text.js";

/** Checks a namespace's spelling and gives its canonical name. */
export function readNamespace(name: string | undefined, limited: boolean): string {
  const canonical = canonicalNamespace(name);
  if (limited && canonical.length > LIMITS.namespaceLength) {
    throw invalidData(`Namespace is ${canonical.length} characters long, the limit is ${LIMITS.namespaceLength}.`);
  }
  checkSpelling("Namespace", canonical);
  return canonical;
}

/** Refuses a write that would make one namespace too many. */
export function checkNamespaceQuota(index: IndexStore, name: string): void {
  const most = index.settings.quotas.namespaces;
  if (!index.isServerless || index.hasNamespace(name) || index.namespaceCount < most) return;
  throw new DataRefusal(403, RPC.permissionDenied, `The index has reached its quota of ${most} namespaces.`);
}
