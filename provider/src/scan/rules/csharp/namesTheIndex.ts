import type { CodeRule } from "../../rule";
import { holdsPodHost, podHostsIn } from "../podHosts";
import { callsOn, found, shown } from "../typed/calls";
import { argumentFor, CLIENT, type CSharpNames } from "./names";

const NEXT = "Name the serverless index here at the cutover";

export const NAMES_THE_INDEX: CodeRule<CSharpNames | undefined> = {
  id: "csharp/names-the-index",
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
    for (const { nameNode, args } of callsOn(names.calls, CLIENT, new Set(["GetIndex", "Index"]))) {
      const index = argumentFor(args, "host", 1) ?? argumentFor(args, "name", 0);
      const isTold = index !== undefined && (names.types.of(index) === "Pinecone.host" || holdsPodHost(index.text()));
      if (index !== undefined && !isTold) yield found(nameNode, `A connection to the index \`${shown(index)}\``, NEXT);
    }
    for (const { nameNode, args } of callsOn(names.calls, CLIENT, new Set(["DescribeIndexAsync", "DescribeIndex"]))) {
      const name = argumentFor(args, "indexName", 0);
      if (name !== undefined && !name.text().endsWith(".Name"))
        yield found(nameNode, `The index \`${shown(name)}\` is asked for by its name`, NEXT);
    }
  },
};
