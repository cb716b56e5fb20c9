import type { CodeRule } from "../../../rule";
import { spanOf } from "../../../span";
import { podHostsIn } from "../../podHosts";
import type { Resource } from "./resource";

/** The host of a pod index, as it is given to what runs an application. */
export const TERRAFORM_NAMES_THE_INDEX: CodeRule<readonly Resource[]> = {
  id: "infrastructure/terraform-names-the-index",
  level: "note",
  step: "repoint",
  title: "Host of a pod index in a Terraform configuration",
  help:
    "The serverless index has a host of its own. What a configuration hands to applications, as an environment variable " +
    "or a parameter, has to name the active index: take it from a variable, so that the cutover is a change of that one.",
  *find(file) {
    for (const node of podHostsIn(file)) {
      yield {
        span: spanOf(node),
        message: "this is the host of a pod index",
        next: "name the serverless index here at cutover, or take its host from a variable",
      };
    }
  },
};
