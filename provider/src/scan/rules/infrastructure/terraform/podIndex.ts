import type { CodeRule } from "../../../rule";
import { spanOf } from "../../../span";
import type { Resource } from "./resource";

/** A pod index in a Terraform configuration. */
export const TERRAFORM_POD_INDEX: CodeRule<readonly Resource[]> = {
  id: "infrastructure/terraform-pod-index",
  level: "note",
  step: "infrastructure",
  title: "Pod index in a Terraform configuration",
  help:
    "Changing `spec.pod` into `spec.serverless`, or the name, replaces the resource: Terraform destroys the index with its " +
    "records and makes an empty one. The provider (3.0.0) can't make a serverless index from a collection. Leave the block " +
    "as it is while podshift migrates; before `phase: retire` take it out of the state with `terraform state rm`, or a " +
    "`removed` block with `destroy = false`. (Source: terraform-provider-pinecone 3.0.0, 2026-03.)",
  *find(_file, resources) {
    for (const { node, label } of resources.filter(({ kind }) => kind === "pod")) {
      yield {
        span: spanOf(node),
        message: "changing this pod index to serverless, or its name, replaces it, and its records are deleted",
        next: `leave it as it is while podshift migrates, and \`terraform state rm pinecone_index.${label}\` before \`phase: retire\``,
      };
    }
  },
};
