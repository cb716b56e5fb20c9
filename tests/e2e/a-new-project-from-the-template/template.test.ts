import assert from "node:assert/strict";
import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { PodIndexFixture } from "../../support/podIndexFixture";
import { Stranger } from "../../support/stranger";

const ROOT = resolve(__dirname, "../../..");
const TEMPLATE = join(ROOT, "template");

describe("a new project from the template", () => {
  let fixture: PodIndexFixture;
  let stranger: Stranger;

  before(async () => {
    fixture = await PodIndexFixture.start();
    stranger = new Stranger(fixture.emulator.url);
  });

  after(async () => {
    stranger?.dispose();
    await fixture?.stop();
  });

  it("is made by `pulumi new`, with the name and the description that it is given", async () => {
    const { output } = await stranger.must("pulumi", [
      ...["new", TEMPLATE, "--generate-only", "--yes", "--non-interactive"],
      ...["--name", "moves", "--description", "Our moves", "--stack", "dev"],
    ]);
    assert.match(output, /npx podshift init/);
    assert.deepEqual(readdirSync(stranger.folder).sort(), [
      ".gitignore",
      "Pulumi.yaml",
      "index.ts",
      "package.json",
      "tsconfig.json",
    ]);
    const { name, description, template } = parse(stranger.read("Pulumi.yaml"));
    assert.deepEqual([name, description, template], ["moves", "Our moves", undefined]);
    assert.equal(JSON.parse(stranger.read("package.json")).name, "moves");
  });

  it("is made beside a checkout by the line of the docs", async () => {
    const page = readFileSync(join(ROOT, "docs", "commands", "init.md"), "utf8");
    const line = /^.*pulumi new .* --generate-only.*$/m.exec(page)?.[0] ?? assert.fail("the docs have no such line");
    symlinkSync(ROOT, join(stranger.home, "podshift"));
    const { code, output } = await stranger.shell(
      `cd .. && ${line.replace("--generate-only", "--generate-only --yes")}`,
    );
    assert.equal(code, 0, output);
    assert.deepEqual(readdirSync(join(stranger.home, "moves")), readdirSync(TEMPLATE));
  });

  it("asks for migrations before it has one, and previews the first once init has added it", async () => {
    await stranger.must("npm", ["install", await stranger.pack()]);
    await stranger.must("pulumi", ["stack", "init", "dev", "--non-interactive"]);
    const preview = ["preview", "--stack", "dev", "--non-interactive"];
    const empty = await stranger.shell(`pulumi ${preview.join(" ")}`);
    assert.notEqual(empty.code, 0, empty.output);
    assert.match(empty.output, /CONFIG_INVALID/);
    const { output } = await stranger.must("npx", ["podshift", "init", "--writes", "paused", "--write"]);
    assert.match(output, /Written:\n {2}Pulumi\.dev\.yaml\n\nNext:/);
    const first = await stranger.must("pulumi", preview);
    assert.match(first.output, /adopts the existing index docs: nothing is created/);
    assert.deepEqual(
      fixture.changes().filter((each) => !/^POST \/(indexes|vectors\/upsert)$/.test(each)),
      [],
    );
  });
});
