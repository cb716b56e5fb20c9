import type { CodeRule } from "../../rule";
import { found } from "../typed/calls";
import { fieldsOf, type GoNames } from "./names";

export const CREATE_FROM_COLLECTION: CodeRule<GoNames | undefined> = {
  id: "go/create-from-collection",
  level: "warning",
  step: "adapt-code",
  title: "Pod index from a collection",
  help:
    "A collection is made of a pod index only; a serverless index is kept by backups (`CreateBackup`, " +
    "`CreateIndexFromBackup`, since 4.0.0). `SourceCollection` of `CreateServerlessIndexRequest` (since 4.1.2) is the " +
    "migration itself, and isn't reported. Source: go-pinecone's sources at v4.1.4.",
  *find(_file, names) {
    if (names === undefined) return;
    for (const creation of names.creations.filter(({ type }) => type === "pinecone.CreatePodIndexRequest")) {
      for (const { key } of fieldsOf(creation).filter(
        ({ name, value }) => name === "SourceCollection" && value.kind() !== "nil",
      )) {
        const message = "This restores a pod index from a collection, which serverless indexes can't be saved to";
        yield found(key, message, "Restore from a backup after the cutover");
      }
    }
  },
};
