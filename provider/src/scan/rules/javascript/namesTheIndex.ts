import type { SgNode } from "@ast-grep/napi";
import type { CodeRule } from "../../rule";
import { spanOf } from "../../span";
import { holdsServerlessHost, podHostsIn } from "../podHosts";
import { type Bindings, clientCalls, type MethodCall } from "./names/bindings";
import { propertyNamed } from "./names/syntax";

/** A client that is given an index by its name or host. */
export const NAMES_THE_INDEX: CodeRule<Bindings | undefined> = {
  id: "javascript/names-the-index",
  level: "note",
  step: "repoint",
  title: "Names the index",
  help:
    "The serverless index has another name and another host. At cutover each client that names the pod index has to name " +
    "the serverless one; an index that went through `captureWrites` is switched by itself. Taking the host from the " +
    "configuration makes this one change of a variable, and saves a request. A string that holds the host of a pod index " +
    "is reported with the client and without it. (Source: docs.pinecone.io, target an index, 2026-11.)",
  *find(file, bindings) {
    const calls = clientCalls(bindings, "index", "Index").filter(({ node }) => !bindings?.isCaptured(node));
    const named = calls.flatMap((call) => targetsOf(call, bindings));
    for (const { call, text } of named) {
      yield { span: spanOf(call.nameNode), message: `this client names the index: ${text}`, next: NEXT };
    }
    const ranges = calls.map(({ node }) => node.range());
    for (const node of podHostsIn(file)) {
      const at = node.range().start.index;
      if (ranges.some(({ start, end }) => start.index <= at && at < end.index)) continue;
      yield { span: spanOf(node), message: "this is the host of a pod index", next: NEXT };
    }
  },
};

const NEXT = "name the serverless index here at cutover, or take its host from the configuration";

interface Target {
  readonly call: MethodCall;
  readonly text: string;
}

/** What the call names; nothing for the host of a serverless index. */
function targetsOf(call: MethodCall, bindings: Bindings | undefined): Target[] {
  const [first, second] = call.arguments;
  if (first === undefined || bindings === undefined) return [];
  const options = bindings.evaluation.objectOf(first);
  const given =
    options === undefined
      ? [second, first]
      : [propertyNamed(options, "host")?.value, propertyNamed(options, "name")?.value];
  const target = given.find((node): node is SgNode => node !== undefined) ?? first;
  const value = bindings.evaluation.stringOf(target);
  if (value !== undefined && holdsServerlessHost(value)) return [];
  return [{ call, text: value === undefined ? `\`${short(target.text())}\`` : `"${short(value)}"` }];
}

function short(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
