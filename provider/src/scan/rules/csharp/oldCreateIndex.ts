import type { CodeRule } from "../../rule";
import { callsOn, found } from "../typed/calls";
import { CLIENT, type CSharpNames } from "./names";

export const OLD_CREATE_INDEX: CodeRule<CSharpNames | undefined> = {
  id: "csharp/old-create-index",
  level: "error",
  step: "adapt-code",
  title: "Create call in its old form",
  help:
    "The community's `CreateIndex(name, dimension, metric)` and `CreateIndex(details)` of 1.x created pod indexes, and are " +
    "gone since 2.0.0: write `CreateServerlessIndex(name, dimension, metric, cloud, region)`. Source: Pinecone.NET's sources " +
    "at 1.4.0 and 2.0.0.",
  *find(_file, names) {
    for (const { nameNode } of callsOn(names?.calls ?? [], CLIENT, new Set(["CreateIndex"]))) {
      const next = "Write `CreateServerlessIndex(name, dimension, metric, cloud, region)`";
      yield found(nameNode, "`CreateIndex` is gone since Pinecone.NET 2.0.0, and created a pod index", next);
    }
  },
};
