import type { CodeRule } from "../../rule";
import { spanOf } from "../../span";
import { createOptions, innerObject } from "./createOptions";
import { type Bindings, clientCalls } from "./names/bindings";

/** createIndex({ ..., sourceCollection }). */
export const CREATE_FROM_COLLECTION: CodeRule<Bindings | undefined> = {
  id: "javascript/create-from-collection",
  level: "warning",
  step: "adapt-code",
  title: "Index made from a collection",
  help:
    "Collections are of pod indexes. A serverless index is made from one by `spec: { serverless: { cloud, region, " +
    "sourceCollection } }`, which clients of Node know from 6.1.2 on, and the API up to 2026-04 only. Serverless indexes are " +
    "copied by backups. podshift makes the migration's index itself. (Source: the client's code, 2026-07.)",
  *find(_file, bindings) {
    for (const call of clientCalls(bindings, "createIndex")) {
      const options = createOptions(call, bindings);
      const spec = innerObject(options, "spec", bindings)?.value;
      const places = [
        options,
        innerObject(spec, "pod", bindings)?.value,
        innerObject(spec, "serverless", bindings)?.value,
      ];
      for (const place of places) {
        const source = innerObject(place, "sourceCollection", bindings);
        if (source === undefined) continue;
        yield {
          span: spanOf(source.node),
          message: "`sourceCollection` makes a serverless index from client 6.1.2 on and up to API 2026-04 only",
          next: "let podshift make the migration's index, and copy serverless indexes by backups",
        };
      }
    }
  },
};
