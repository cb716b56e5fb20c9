import { DataRefusal, invalidData, notModelledData, RPC } from "../errors.js";
import { runImport } from "../imports/run.js";
import { sourceOf } from "../imports/source.js";
import { LIMITS } from "../limits.js";
import { isoTime } from "../models.js";
import type { Action, ApiRequest } from "../route.js";
import type { ErrorMode, ImportJob } from "../store/imports.js";
import type { IndexStore } from "../store/indexStore.js";
import { dataFields, type Fields } from "../validations/fields.js";
import { pageInOrder } from "../validations/paging.js";

export const startImport: Action<IndexStore> = (index, request) => {
  checkServerless(index);
  const fields = dataFields(request.body);
  const uri = fields.string("uri");
  if (uri.length < 1 || uri.length > LIMITS.uriLength) {
    throw invalidData(`uri must be between 1 and ${LIMITS.uriLength} characters long.`);
  }
  const onError = readErrorMode(fields);
  if (fields.has("integrationId")) throw notModelledData("storage integrations");
  const list = sourceOf(uri, index.settings);
  const job = index.imports.add(uri, onError);
  // Goes on after the answer; its end is told by the import's status.
  void runImport(index, job, list);
  return [200, { id: job.id }];
};

export const listImports: Action<IndexStore> = (index, request) => {
  checkServerless(index);
  const jobs = [...index.imports.jobs.values()];
  const { things, pagination } = pageInOrder(jobs, request.query, LIMITS.listPage, invalidData);
  return [200, { data: things.map(importModel), ...pagination }];
};

export const describeImport: Action<IndexStore> = (index, request) => [200, importModel(namedImport(index, request))];

export const cancelImport: Action<IndexStore> = (index, request) => {
  index.imports.cancel(namedImport(index, request));
  return [200, {}];
};

function namedImport(index: IndexStore, request: ApiRequest): ImportJob {
  checkServerless(index);
  const job = index.imports.jobs.get(request.params.id ?? "");
  if (job === undefined) throw new DataRefusal(404, RPC.notFound, `Import ${request.params.id} not found.`);
  return job;
}

function checkServerless(index: IndexStore): void {
  if (!index.isServerless) throw invalidData("Imports are supported only for serverless indexes.");
}

function readErrorMode(fields: Fields): ErrorMode {
  const mode = fields.optionalObject("errorMode")?.optionalString("onError") ?? "continue";
  if (mode === "abort" || mode === "continue") return mode;
  throw invalidData("onError must be `abort` or `continue`.");
}

function importModel(job: ImportJob): object {
  return {
    id: job.id,
    uri: job.uri,
    status: job.state,
    createdAt: isoTime(job.createdAt),
    ...(job.finishedAt === undefined ? {} : { finishedAt: isoTime(job.finishedAt) }),
    percentComplete: job.percentComplete,
    recordsImported: job.recordsImported,
    ...(job.error === undefined ? {} : { error: job.error }),
  };
}
