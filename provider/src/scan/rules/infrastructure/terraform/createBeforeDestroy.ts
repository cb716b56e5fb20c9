import type { CodeRule } from "../../../rule";
import { spanOf } from "../../../span";
import { blockIn, bodyOf, type Resource, valueIn } from "./resource";

/** A pod index with `create_before_destroy`. */
export const TERRAFORM_CREATE_BEFORE_DESTROY: CodeRule<readonly Resource[]> = {
  id: "infrastructure/terraform-create-before-destroy",
  level: "warning",
  step: "infrastructure",
  title: "Pod index with `create_before_destroy`",
  help:
    "`create_before_destroy` doesn't save the records: the new index is empty, and the old one is destroyed right after. " +
    "With the same name the new one can't even be made (409). (Source: terraform-provider-pinecone 3.0.0; the API.)",
  *find(_file, resources) {
    for (const { body } of resources.filter(({ kind }) => kind === "pod")) {
      const lifecycle = blockIn(body, "lifecycle");
      const inner = lifecycle === undefined ? undefined : bodyOf(lifecycle);
      const value = inner === undefined ? undefined : valueIn(inner, "create_before_destroy");
      if (value?.text() !== "true") continue;
      yield {
        span: spanOf(value.parent() ?? value),
        message: "`create_before_destroy` makes an empty index before the pod index is destroyed: no record is copied",
        next: "take it away, and let podshift make the serverless index",
      };
    }
  },
};
