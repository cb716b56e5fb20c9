import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { newProject } from "../../../../provider/src/cli/init/newProject";

const ROOT = resolve(__dirname, "../../../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

describe("the template of `pulumi new`", () => {
  it("is the project that `podshift init` writes, with a name to be filled in", async () => {
    const { version } = JSON.parse(read("provider/package.json"));
    for (const { path, after } of await newProject("/nowhere/project", `^${version}`)) {
      if (path === "Pulumi.yaml") continue;
      assert.equal(read(`template/${path}`).replace(/\$\{PROJECT\}/, "project"), after, path);
    }
  });

  it("is a project of the same kind, and has its key encrypted", async () => {
    const made = (await newProject("/nowhere/project", "1")).find(({ path }) => path === "Pulumi.yaml");
    const { template, ...project } = parse(read("template/Pulumi.yaml"));
    assert.deepEqual(project.runtime, parse(made?.after ?? "").runtime);
    assert.equal(template.config["pinecone:apiKey"].secret, true);
    assert.equal("default" in template.config["pinecone:apiKey"], false);
  });

  it("has the program of the repository", () => assert.equal(read("template/index.ts"), read("index.ts")));
});
