import { spelled } from "../dataAnswers.js";
import { DataRefusal, invalidData, namespaceNotFound, RPC } from "../errors.js";
import { LIMITS } from "../limits.js";
import type { Action, ApiRequest } from "../route.js";
import { canonicalNamespace, type IndexStore } from "../store/indexStore.js";
import type { Namespace } from "../store/namespace.js";
import { dataFields } from "../validations/fields.js";
import { checkNamespaceQuota, readNamespace } from "../validations/namespaces.js";
import { pageOf, readLimit, readPageToken } from "../validations/paging.js";
import { readSchema } from "../validations/schema.js";

export const listNamespaces: Action<IndexStore> = (index, request) => {
  checkServerless(index);
  const { query } = request;
  const prefix = query.get("prefix") ?? "";
  const found = new Map(
    index.visibleNamespaces().map(([name, namespace]) => [spelled(index, name, request.version), namespace]),
  );
  const names = [...found.keys()].sort();
  const limit = readLimit(query.get("limit"), LIMITS.listPage, index.settings.limited);
  const page = pageOf(names, prefix, readPageToken(query.get("paginationToken") ?? undefined), limit);
  const body = {
    namespaces: page.names.map((name) => namespaceModel(name, found.get(name))),
    ...(page.next === undefined ? {} : { pagination: { next: page.next } }),
    total_count: names.filter((name) => name.startsWith(prefix)).length,
  };
  return [200, body];
};

export const createNamespace: Action<IndexStore> = (index, request) => {
  checkServerless(index);
  const fields = dataFields(request.body);
  const name = readNamespace(fields.string("name"), index.settings.limited);
  const schema = readSchema(fields, invalidData);
  if (index.hasNamespace(name)) throw new DataRefusal(409, RPC.alreadyExists, "Namespace already exists");
  checkNamespaceQuota(index, name);
  return [200, namespaceModel(spelled(index, name, request.version), index.createNamespace(name, schema))];
};

export const describeNamespace: Action<IndexStore> = (index, request) => {
  checkServerless(index);
  const name = pathName(request);
  const namespace = index.visible(name);
  if (namespace === undefined) throw namespaceNotFound();
  return [200, namespaceModel(spelled(index, name, request.version), namespace)];
};

export const deleteNamespace: Action<IndexStore> = (index, request) => {
  checkServerless(index);
  if (!index.deleteNamespace(pathName(request))) throw namespaceNotFound();
  return [200, {}];
};

function checkServerless(index: IndexStore): void {
  if (!index.isServerless) throw invalidData("Namespace operations are supported only for serverless indexes.");
}

function pathName(request: ApiRequest): string {
  return canonicalNamespace(request.params.namespace);
}

function namespaceModel(name: string, namespace: Namespace | undefined): object {
  const schema = namespace?.schema;
  return { name, record_count: namespace?.records.size ?? 0, ...(schema === undefined ? {} : { schema }) };
}
