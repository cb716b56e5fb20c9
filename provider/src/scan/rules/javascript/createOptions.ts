import type { SgNode } from "@ast-grep/napi";
import type { Bindings, MethodCall } from "./names/bindings";
import { propertyNamed } from "./names/syntax";

/** The options of createIndex, as far as the file writes them out; those in `createRequest` are 0.x's. */
export function createOptions(call: MethodCall, bindings: Bindings | undefined): SgNode | undefined {
  const [first] = call.arguments;
  const options = first === undefined ? undefined : bindings?.evaluation.objectOf(first);
  const request = options === undefined ? undefined : propertyNamed(options, "createRequest");
  return request === undefined ? options : bindings?.evaluation.objectOf(request.value);
}

/** An object inside another, by its property. */
export function innerObject(
  outer: SgNode | undefined,
  name: string,
  bindings: Bindings | undefined,
): { readonly node: SgNode; readonly value: SgNode | undefined } | undefined {
  const property = outer === undefined ? undefined : propertyNamed(outer, name);
  if (property === undefined) return undefined;
  return { node: property.node, value: bindings?.evaluation.objectOf(property.value) };
}
