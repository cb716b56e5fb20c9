import type { CodeRule } from "../../rule";
import { spanOf } from "../../span";
import { createOptions } from "./createOptions";
import { type Bindings, clientCalls } from "./names/bindings";
import { propertiesOf } from "./names/syntax";

/** createIndex without a spec. */
export const OLD_CREATE_INDEX: CodeRule<Bindings | undefined> = {
  id: "javascript/old-create-index",
  level: "error",
  step: "adapt-code",
  title: "createIndex() without `spec`",
  help:
    "Up to 1.x `createIndex()` took `pods`, `podType`, `replicas`, `shards` and `metadataConfig` beside the name. From 2.0.0 " +
    "on a `spec` says what is made: `spec: { serverless: { cloud, region } }`. Which cloud and region is for a person to " +
    "say. (Source: the client's v2 migration guide, 2026-07.)",
  *find(_file, bindings) {
    for (const call of clientCalls(bindings, "createIndex")) {
      const options = createOptions(call, bindings);
      if (options === undefined) continue;
      const { properties, open } = propertiesOf(options);
      if (open || properties.some(({ name }) => name === "spec")) continue;
      yield {
        span: spanOf(call.nameNode),
        message: "`createIndex` needs a `spec` since 2.0.0, and arguments about pods have no place beside the name",
        next: "write `spec: { serverless: { cloud, region } }`, and leave out what is about pods",
      };
    }
  },
};
