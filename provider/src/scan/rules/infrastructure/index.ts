import { ruleSet } from "../../rule";
import { TERRAFORM_COLLECTION } from "./terraform/collection";
import { TERRAFORM_CREATE_BEFORE_DESTROY } from "./terraform/createBeforeDestroy";
import { TERRAFORM_NAMES_THE_INDEX } from "./terraform/namesTheIndex";
import { TERRAFORM_POD_INDEX } from "./terraform/podIndex";
import { type Resource, resourcesOf } from "./terraform/resource";
import { TERRAFORM_SERVERLESS_NAMESAKE } from "./terraform/serverlessNamesake";
import { TERRAFORM_UNGUARDED_POD_INDEX } from "./terraform/unguardedPodIndex";

/** The rules for Terraform configurations. */
export const INFRASTRUCTURE = ruleSet<readonly Resource[]>({
  languages: ["hcl"],
  bind: resourcesOf,
  rules: [
    TERRAFORM_POD_INDEX,
    TERRAFORM_UNGUARDED_POD_INDEX,
    TERRAFORM_CREATE_BEFORE_DESTROY,
    TERRAFORM_COLLECTION,
    TERRAFORM_SERVERLESS_NAMESAKE,
    TERRAFORM_NAMES_THE_INDEX,
  ],
});
