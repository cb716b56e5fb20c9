import type { SgNode } from "@ast-grep/napi";
import type { Found } from "../../finding";
import type { CodeRule, SourceFile } from "../../rule";
import { podHostsIn } from "../podHosts";
import { argument } from "./arguments";
import { callsOf, type PineconeCall, type PythonBindings } from "./bindings";
import { foundAt, short } from "./foundAt";

const CLIENTS = ["Index", "index", "GRPCIndex", "GrpcIndex", "IndexAsyncio"];

export const namesTheIndex: CodeRule<PythonBindings> = {
  id: "python/names-the-index",
  level: "note",
  step: "repoint",
  title: "A client that names the index",
  help:
    "The serverless index has another name and another host than the pod index: every client that names one has to be " +
    "pointed at the other at the cutover. Take the host from configuration: a client by name asks for the host at every " +
    "start, and code with the name in it has to be deployed to switch. A " +
    "string that holds the host of a pod index is reported with the client and without it. Source: the vendor's production " +
    "checklist (2026).",
  *find(file: SourceFile, bindings: PythonBindings): Iterable<Found> {
    const told = new Set<number>();
    for (const call of callsOf(bindings, ["module", "client"], CLIENTS)) {
      const named = nameOf(call);
      if (named === undefined) continue;
      told.add(named.id());
      const message = `this client is bound to the index ${short(named)}`;
      yield foundAt(call.node, message, "take the active index's host from configuration: `pc.Index(host=...)`");
    }
    for (const literal of podHostsIn(file)) {
      if (told.has(literal.id()) || isDocumentation(literal)) continue;
      yield foundAt(literal, "this is the host of a pod index", "take the active index's host from configuration");
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

/** A docstring is a comment: nothing is done with it. */
function isDocumentation(literal: SgNode): boolean {
  return literal.parent()?.kind() === "expression_statement";
}
