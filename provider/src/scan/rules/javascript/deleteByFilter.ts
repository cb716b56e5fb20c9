import type { SgNode } from "@ast-grep/napi";
import type { CodeRule } from "../../rule";
import { spanOf } from "../../span";
import { type Bindings, indexCalls, type MethodCall } from "./names/bindings";
import { propertiesOf, propertyNamed } from "./names/syntax";

/** deleteMany(filter). */
export const DELETE_BY_FILTER: CodeRule<Bindings | undefined> = {
  id: "javascript/delete-by-filter",
  level: "warning",
  step: "adapt-code",
  title: "Delete by metadata filter",
  help:
    "Serverless indexes used to refuse deletes by filter, and take them now: at most 5 requests a second for a namespace " +
    "and 500 for an index, and with 404 where the namespace doesn't exist. Try it on the serverless index before cutover. " +
    "(Source: docs.pinecone.io, delete data and rate limits, 2026; pinecone-ts-client#196.)",
  *find(_file, bindings) {
    for (const call of indexCalls(bindings, "deleteMany", "delete1", "_delete")) {
      if (!isByFilter(call, bindings)) continue;
      yield {
        span: spanOf(call.nameNode),
        message:
          "a delete by filter works otherwise on a serverless index: 404 for a missing namespace, and at most 5 a second and namespace",
        next: "try it on the serverless index before cutover, or delete by ids",
      };
    }
  },
};

function isByFilter(call: MethodCall, bindings: Bindings | undefined): boolean {
  const [first] = call.arguments;
  const options: SgNode | undefined = first === undefined ? undefined : bindings?.evaluation.objectOf(first);
  if (options === undefined) return false;
  if (propertyNamed(options, "filter") !== undefined) return true;
  const { properties, open } = propertiesOf(options);
  // Up to 6.x the object is the filter itself.
  const isOld = call.name === "deleteMany" && !properties.some(({ name }) => name === "ids");
  return isOld && (properties.length > 0 || open);
}
