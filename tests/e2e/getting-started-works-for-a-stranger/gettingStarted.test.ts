import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { PodIndexFixture } from "../../support/podIndexFixture";
import { Stranger } from "../../support/stranger";

const PAGE = join(__dirname, "../../../docs/getting-started.md");

/** A project as `pulumi new typescript` makes it, with a stack that is configured. */
const PROJECT: Readonly<Record<string, string>> = {
  "Pulumi.yaml": "name: shop\ndescription: A shop\nruntime:\n  name: nodejs\n  options:\n    packagemanager: npm\n",
  "package.json": `${JSON.stringify(
    {
      name: "shop",
      main: "index.ts",
      devDependencies: { "@types/node": "^20", typescript: "^5.0.0" },
      dependencies: { "@pulumi/pulumi": "3.248.0" },
    },
    undefined,
    4,
  )}\n`,
  "tsconfig.json": `${JSON.stringify({
    compilerOptions: {
      strict: true,
      outDir: "bin",
      target: "es2020",
      module: "commonjs",
      moduleResolution: "node",
      sourceMap: true,
      experimentalDecorators: true,
      pretty: true,
      noFallthroughCasesInSwitch: true,
      noImplicitReturns: true,
      forceConsistentCasingInFileNames: true,
    },
    files: ["index.ts"],
  })}\n`,
  "index.ts": `import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

/** What this stack is about. */
export const shop = config.require("name");
`,
  "Pulumi.prod.yaml": "config:\n  shop:name: acme # the company\n",
};

interface Step {
  readonly commands: readonly string[];
  /** Lines that the page shows of their output. */
  readonly shown: readonly string[];
}

/** The page's steps: each shell block, with the lines of the output block that follows it. */
function stepsOf(page: string): Step[] {
  const steps: { commands: string[]; shown: string[] }[] = [];
  for (const [, language, text = ""] of page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    if (language === "sh") steps.push({ commands: lines, shown: [] });
    else steps.at(-1)?.shown.push(...lines.filter((line) => line.trim() !== "..."));
  }
  return steps;
}

/** `...` in a line stands for anything. */
function isShown(line: string, output: string): boolean {
  const parts = line.trim().split("...");
  return output.split("\n").some((each) => {
    let at = 0;
    return parts.every((part) => {
      const found = each.indexOf(part.trim(), at);
      at = found + part.length;
      return found !== -1;
    });
  });
}

describe("getting started works for a stranger", () => {
  const steps = stepsOf(readFileSync(PAGE, "utf8"));
  let fixture: PodIndexFixture;
  let stranger: Stranger;
  let tarball: string;
  const outputs: string[] = [];

  before(async () => {
    fixture = await PodIndexFixture.start();
    stranger = new Stranger(fixture.emulator.url);
    stranger.write(PROJECT);
    tarball = await stranger.pack();
    await stranger.must("pulumi", ["stack", "init", "prod", "--non-interactive"]);
  });

  after(async () => {
    stranger?.dispose();
    await fixture?.stop();
  });

  it("has a page with every step in it", () => {
    const commands = steps.flatMap((step) => step.commands.map((line) => line.split(" ").slice(0, 3).join(" ")));
    for (const command of ["npx podshift init", "pulumi preview --stack", "npx podshift assess", "npx podshift review"])
      assert.ok(commands.includes(command), command);
    assert.equal(`../${basename(tarball)}`, steps[0]?.commands[0]?.split(" ").at(-1));
  });

  for (const [at, { commands, shown }] of steps.entries()) {
    it(`step ${at + 1}: ${commands.join("; ")}`, async () => {
      const before = fixture.emulator.journal.length;
      const results = [];
      for (const command of commands) results.push(await stranger.shell(command));
      const output = results.map((result) => result.output).join("\n");
      outputs.push(output);
      assert.deepEqual(
        results.map(({ code }) => code),
        commands.map(() => 0),
        output,
      );
      assert.deepEqual(fixture.changes(before), []);
      const missing = shown.filter((line) => !isShown(line, output));
      assert.deepEqual(missing, [], output);
    });
  }

  it("leaves every line of the project where it was", () => {
    for (const path of ["index.ts", "Pulumi.prod.yaml"]) {
      const now = stranger.read(path);
      for (const line of (PROJECT[path] ?? "").split("\n")) assert.ok(now.includes(line), `${path} lost: ${line}`);
    }
    assert.match(stranger.read("package.json"), /"podshift": "file:\.\.\/podshift-.*\.tgz"/);
  });

  it("changes nothing when init is run again", async () => {
    const again = await stranger.shell(
      steps.flatMap(({ commands }) => commands).find((line) => line.includes("init")) ?? "",
    );
    assert.match(again.output, /Nothing to change/);
  });

  it("shows the key nowhere", () => {
    const files = ["Pulumi.prod.yaml", "preview.json", "assess.json", "comment.md"].map((path) => stranger.read(path));
    for (const text of [...outputs, ...files])
      assert.equal(text.includes(String(stranger.env.PINECONE_API_KEY)), false);
  });
});
