import type { CodeRule } from "../../rule";
import { callsOn, found } from "../typed/calls";
import { argumentFor, CLIENT, type CSharpNames, partsOf, propertiesOf } from "./names";

const MESSAGE = "This restores a pod index from a collection, which serverless indexes can't be saved to";
const NEXT = "Restore from a backup after the cutover";

export const CREATE_FROM_COLLECTION: CodeRule<CSharpNames | undefined> = {
  id: "csharp/create-from-collection",
  level: "warning",
  step: "adapt-code",
  title: "Pod index from a collection",
  help:
    "A collection is made of a pod index only; a serverless index is kept by backups. Neither .NET client creates a serverless " +
    "index from a collection: podshift does. Source: Pinecone.Client's sources at 4.0.2, Pinecone.NET's at 2.1.1.",
  *find(_file, names) {
    if (names === undefined) return;
    for (const { node } of names.creations.filter(({ type }) => type === "Pinecone.PodSpec"))
      for (const { key, value } of propertiesOf(node).filter(({ name }) => name === "SourceCollection"))
        if (value.text() !== "null") yield found(key, MESSAGE, NEXT);
    for (const { args } of callsOn(names.calls, CLIENT, new Set(["CreateIndex", "CreatePodBasedIndex"]))) {
      const named = args.find((each) => partsOf(each).name === "sourceCollection");
      if (named !== undefined && argumentFor([named], "sourceCollection", 0)?.text() !== "null")
        yield found(named, MESSAGE, NEXT);
    }
  },
};
