import { INFRASTRUCTURE } from "../../../../provider/src/scan/rules/infrastructure";
import { PULUMI_CSHARP } from "../../../../provider/src/scan/rules/infrastructure/pulumi/csharp";
import { PULUMI_GO } from "../../../../provider/src/scan/rules/infrastructure/pulumi/go";
import { PULUMI_JAVASCRIPT } from "../../../../provider/src/scan/rules/infrastructure/pulumi/javascript";
import { PULUMI_PYTHON } from "../../../../provider/src/scan/rules/infrastructure/pulumi/python";
import { PULUMI_YAML } from "../../../../provider/src/scan/rules/infrastructure/pulumi/yaml";
import { describeSamples } from "../../../support/scan/samples";

describe("rules for Terraform", () => {
  describeSamples("infrastructure/terraform", INFRASTRUCTURE, () => "hcl");
});

describe("rules for Pulumi programs in TypeScript and JavaScript", () => {
  describeSamples("infrastructure/pulumi-javascript", PULUMI_JAVASCRIPT, (file) =>
    file.endsWith(".ts") ? "typescript" : "javascript",
  );
});

describe("rules for Pulumi programs in Python", () => {
  describeSamples("infrastructure/pulumi-python", PULUMI_PYTHON, () => "python");
});

describe("rules for Pulumi programs in Go", () => {
  describeSamples("infrastructure/pulumi-go", PULUMI_GO, () => "go");
});

describe("rules for Pulumi programs in C#", () => {
  describeSamples("infrastructure/pulumi-csharp", PULUMI_CSHARP, () => "csharp");
});

describe("rules for Pulumi programs in YAML", () => {
  describeSamples("infrastructure/pulumi-yaml", PULUMI_YAML, () => "yaml");
});
