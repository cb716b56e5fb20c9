import type { ImportModel, Index } from "@pinecone-database/pinecone";
import { noAnswer, readNext } from "./answers";
import type { Ask } from "./asking";
import { isNotFound } from "./failures";
import type { BulkImports, ImportState } from "./types";

/** Imports of a page: more than an index has in a day. */
const PAGE = 100;

/** Bulk imports into the serverless index at a host. */
export function bulkImports(ask: Ask, index: Index, host: string): BulkImports {
  return {
    start: (uri, integration) =>
      ask(`start an import into ${host}`, async () => {
        const { id } = await index.startImport({
          uri,
          errorMode: "abort",
          ...(integration === undefined ? {} : { integration }),
        });
        if (id === undefined) throw noAnswer("without the id of an import");
        return id;
      }),
    describe: (id) =>
      ask(`describe import ${id} of ${host}`, async () => {
        try {
          const model = await index.describeImport(id);
          if (model.id !== id) throw noAnswer(`not about import ${id}`);
          return toState(model);
        } catch (error) {
          if (isNotFound(error)) return undefined;
          throw error;
        }
      }),
    find: (uri) =>
      ask(`list imports of ${host}`, async () => {
        for (let token: string | undefined; ; ) {
          const page = await index.listImports(PAGE, token);
          const found = page.data?.find((each) => each.uri === uri);
          if (found !== undefined) return toState(found);
          token = readNext(page.pagination, token);
          if (token === undefined) return undefined;
        }
      }),
  };
}

function toState(model: ImportModel): ImportState {
  return {
    id: model.id ?? "",
    status: model.status ?? "",
    percent: model.percentComplete ?? 0,
    records: model.recordsImported ?? 0,
    ...(model.error === undefined || model.error === null ? {} : { error: model.error }),
  };
}
