import type { SgNode } from "@ast-grep/napi";
import type { CodeRule } from "../../rule";
import { holdsPodHost, podHostsIn } from "../podHosts";
import { type Call, callsOn, found } from "../typed/calls";
import { CLIENTS } from "./dataTypes";
import type { JavaNames } from "./names";
import { HOST } from "./returns";

const CONNECTS = new Set(["getIndexConnection", "getAsyncIndexConnection"]);
const ADDRESSED = new Set(["pinecone.PineconeConnectionConfig", "pinecone.PineconeClient", "pinecone.PineconeConfig"]);
const ADDRESSES = new Set(["withIndexName", "withConnectionUrl", "connect", "connectWithUrl", "setHost"]);

const NEXT = "Name the serverless index here at the cutover";

export const NAMES_THE_INDEX: CodeRule<JavaNames | undefined> = {
  id: "java/names-the-index",
  level: "note",
  step: "repoint",
  title: "Client that names the index",
  help:
    "The serverless index has a name and a host of its own, so every client that names the pod index has to be pointed " +
    "at it at the cutover. A name or host from a setting makes this one change. `getIndexConnection(name)` asks for the " +
    "host by the name. A string that holds the host of a pod index is reported with the client and without it.",
  *find(file, names) {
    for (const literal of podHostsIn(file)) yield found(literal, "The host of a pod index", NEXT);
    if (names === undefined) return;
    for (const { nameNode, args } of names.calls.filter((call) => connects(call)))
      yield found(nameNode, `A connection to the index ${inWords(args[0])}`, NEXT);
    for (const { nameNode, args } of callsOn(names.calls, ADDRESSED, ADDRESSES))
      if (args[0] !== undefined && isAddress(args[0], names))
        yield found(nameNode, `A connection to ${inWords(args[0])}`, NEXT);
    for (const { nameNode, args } of callsOn(names.calls, CLIENTS, new Set(["describeIndex"])))
      if (args[0] !== undefined && !args[0].text().endsWith(".getName()"))
        yield found(nameNode, `The index ${inWords(args[0])} is asked for by its name`, NEXT);
  },
};

/** A client that another file hands out may be meant: no other library has a method of this name. */
function connects({ on, name }: Call): boolean {
  return CONNECTS.has(name) && (on === undefined || CLIENTS.has(on));
}

/** A host that was asked for by the index's name is told there, and a literal host as such. */
function isAddress(argument: SgNode, names: JavaNames): boolean {
  const type = names.typeOf(argument);
  const literal = argument.kind() === "string_literal" && holdsPodHost(argument.text());
  return type !== HOST && !literal && !(type?.startsWith("pinecone.") ?? false);
}

function inWords(argument: SgNode | undefined): string {
  return argument === undefined ? "" : `\`${argument.text().replaceAll(/\s+/g, " ")}\``;
}
