import { spelled } from "../dataAnswers.js";
import { invalidData } from "../errors.js";
import { fullness } from "../podCapacity.js";
import type { Action } from "../route.js";
import type { IndexStore } from "../store/indexStore.js";
import { dataFields } from "../validations/fields.js";
import { matchingIds } from "./matching.js";

const NO_FILTER = "Serverless and Starter indexes do not support describing index stats with metadata filtering.";

export const describeIndexStats: Action<IndexStore> = (index, request) => {
  const filter = dataFields(request.body).optionalObject("filter")?.json;
  if (filter !== undefined && index.isServerless) throw invalidData(NO_FILTER);
  const filled = index.filled();
  const counts = index.visibleNamespaces().map(([name, namespace]): [string, number] => {
    const count = filter === undefined ? namespace.records.size : matchingIds(index, name, filter).length;
    return [name, Math.floor(count * filled)];
  });
  const total = index
    .visibleNamespaces()
    .reduce((sum, [, namespace]) => sum + Math.floor(namespace.records.size * filled), 0);
  const { dimension, metric, vectorType } = index.definition;
  const body = {
    namespaces: Object.fromEntries(
      counts.map(([name, vectorCount]) => [spelled(index, name, request.version), { vectorCount }]),
    ),
    ...(vectorType === "sparse" ? {} : { dimension }),
    indexFullness: index.spec.kind === "pod" ? fullness(index.spec, dimension, total) : 0,
    totalVectorCount: total,
    metric,
    vectorType,
  };
  return [200, body];
};
