import { compileFilter, type Predicate } from "../filter.js";
import type { IndexStore } from "../store/indexStore.js";

/** A filter over a namespace of an index, checked. */
export function predicateFor(index: IndexStore, namespace: string, filter: unknown): Predicate {
  return compileFilter(filter, { filterable: index.filterable(namespace), limited: index.settings.limited });
}

/** Ids of the records that reads show and the filter finds, in bitwise order. */
export function matchingIds(index: IndexStore, namespace: string, filter: unknown): string[] {
  const predicate = predicateFor(index, namespace, filter);
  const records = index.visible(namespace)?.records;
  if (records === undefined) return [];
  return [...records.slots()]
    .filter((slot) => predicate(records.metadataAt(slot)))
    .map((slot) => records.idAt(slot))
    .sort();
}
