import type { CodeRule } from "../../../rule";
import { spanOf } from "../../../span";
import { type Resource, valueIn } from "./resource";

/** A collection in a Terraform configuration. */
export const TERRAFORM_COLLECTION: CodeRule<readonly Resource[]> = {
  id: "infrastructure/terraform-collection",
  level: "note",
  step: "infrastructure",
  title: "Collection in a Terraform configuration",
  help:
    "A collection is a copy of a pod index, and the way back once the pod index is deleted. Its `source` refers to the pod " +
    "index: when that goes out of the configuration, or its name changes, the collection is replaced or can't be planned. " +
    "podshift makes a collection of its own. (Source: terraform-provider-pinecone 3.0.0, 2026-03.)",
  *find(_file, resources) {
    for (const { node, type, body, label } of resources) {
      const source = type === "pinecone_collection" ? valueIn(body, "source")?.text() : undefined;
      if (!source?.startsWith("pinecone_index.")) continue;
      yield {
        span: spanOf(node),
        message: `this collection depends on \`${source}\`: it is lost or blocks the plan when that index leaves the configuration`,
        next: `write the index's name as a string, or \`terraform state rm pinecone_collection.${label}\` together with the index`,
      };
    }
  },
};
