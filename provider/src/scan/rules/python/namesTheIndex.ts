import type { SgNode } from "@ast-grep/napi";
import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { argument } from "./arguments";
import { callsOf, type PineconeCall, type PythonBindings } from "./bindings";
import { foundAt, short } from "./foundAt";

export const namesTheIndex: CodeRule<PythonBindings> = {
  id: "python/names-the-index",
  level: "note",
  step: "repoint",
  title: "A client that names the index",
  help:
    "The serverless index has another name and another host than the pod index: every client that names one has to be " +
    "pointed at the other at the cutover. Take the host from configuration: a client by name asks for the host at every " +
    "start, and code with the name in it has to be deployed to switch. Source: the vendor's production checklist (2026).",
  *find(_file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    for (const call of callsOf(
      bindings,
      ["module", "client"],
      ["Index", "index", "GRPCIndex", "GrpcIndex", "IndexAsyncio"],
    )) {
      const named = nameOf(call);
      if (named === undefined) continue;
      const message = `this client is bound to the index ${short(named)}`;
      yield foundAt(call.node, message, "take the active index's host from configuration: `pc.Index(host=...)`");
    }
  },
};

/** The index's name, or a host that is written out; a host from elsewhere is pointed elsewhere without new code. */
function nameOf({ given, target, name }: PineconeCall): SgNode | undefined {
  const host = given.keywords.get("host")?.value;
  if (host !== undefined) return host.kind() === "string" && !isFilledIn(host) ? host : undefined;
  if (target === "client" && name === "IndexAsyncio") return undefined;
  return argument(given, "name", 0) ?? given.keywords.get("index_name")?.value;
}

/** `f"{HOST}"` */
function isFilledIn(text: SgNode): boolean {
  return text.children().some((part) => part.kind() === "interpolation");
}
