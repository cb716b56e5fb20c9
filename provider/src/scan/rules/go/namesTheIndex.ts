import type { SgNode } from "@ast-grep/napi";
import type { CodeRule } from "../../rule";
import { holdsPodHost, podHostsIn } from "../podHosts";
import { callsOn, found, shown } from "../typed/calls";
import { fieldsOf, type GoNames } from "./names";
import { HOST } from "./returns";

const CLIENT = new Set(["pinecone.Client"]);
const CONNECTS = new Set(["Index", "IndexWithNamespace", "IndexWithAdditionalMetadata"]);
const NEXT = "Name the serverless index here at the cutover";

export const NAMES_THE_INDEX: CodeRule<GoNames | undefined> = {
  id: "go/names-the-index",
  level: "note",
  step: "repoint",
  title: "Client that names the index",
  help:
    "The serverless index has a name and a host of its own, so every client that names the pod index has to be pointed " +
    "at it at the cutover. A name or host from a setting makes this one change. A string that holds the host of a pod index " +
    "is reported with the client and without it.",
  *find(file, names) {
    for (const literal of podHostsIn(file)) yield found(literal, "The host of a pod index", NEXT);
    if (names === undefined) return;
    for (const { nameNode, args } of callsOn(names.calls, CLIENT, CONNECTS)) {
      const host = hostOf(args[0], names);
      if (host !== undefined && !isToldElsewhere(host, names))
        yield found(nameNode, `A connection to \`${shown(host)}\``, NEXT);
    }
    for (const { nameNode, args } of callsOn(names.calls, CLIENT, new Set(["DescribeIndex"]))) {
      const name = args[1];
      if (name !== undefined && !name.text().endsWith(".Name"))
        yield found(nameNode, `The index \`${shown(name)}\` is asked for by its name`, NEXT);
    }
  },
};

/** The host in the parameters, where they are made on the spot. */
function hostOf(argument: SgNode | undefined, names: GoNames): SgNode | undefined {
  const params = names.creations.find(({ node }) => argument !== undefined && node.id() === argument.id());
  return params === undefined ? argument : (fieldsOf(params).find(({ name }) => name === "Host")?.value ?? argument);
}

/** A host that was asked for by the index's name is told there, and a literal host as such. */
function isToldElsewhere(host: SgNode, { types }: GoNames): boolean {
  return types.of(host) === HOST || (host.kind().toString().endsWith("string_literal") && holdsPodHost(host.text()));
}
