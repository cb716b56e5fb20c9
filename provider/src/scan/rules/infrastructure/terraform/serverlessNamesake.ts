import type { CodeRule } from "../../../rule";
import { spanOf } from "../../../span";
import type { Resource } from "./resource";

/** A serverless index of a pod index's name. */
export const TERRAFORM_SERVERLESS_NAMESAKE: CodeRule<readonly Resource[]> = {
  id: "infrastructure/terraform-serverless-namesake",
  level: "error",
  step: "infrastructure",
  title: "Serverless index with the pod index's name",
  help:
    "Names of indexes are unique in a project: the serverless index can't be made (409) while the pod index is there, and " +
    "is made empty once it is gone. Give it another name, and let podshift make it from the pod index's collection. " +
    "(Source: the API, 2026-04.)",
  *find(_file, resources) {
    const pods = new Set(resources.filter(({ kind }) => kind === "pod").map(({ name }) => name));
    for (const { node, kind, name } of resources) {
      if (kind !== "serverless" || name === undefined || !pods.has(name)) continue;
      yield {
        span: spanOf(node),
        message: `"${name}" is the pod index's name too, and there can't be two indexes of one name`,
        next: "take this block out, and let podshift make the serverless index under another name",
      };
    }
  },
};
