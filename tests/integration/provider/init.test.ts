import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { parse } from "yaml";
import { addInit } from "../../../provider/src/cli/init";
import type { Questions } from "../../../provider/src/cli/init/questions";
import type { CliIo } from "../../../provider/src/cli/io";
import { runCli } from "../../../provider/src/cli/program";
import { eachOnStage } from "../../support/provider/stage";

const KEY = "key-of-the-command";
const PROGRAM = 'import * as pulumi from "@pulumi/pulumi";\nexport const stack = pulumi.getStack();\n';
const STACK_FILE = `config:
  shop:name: "x"   # a name
  pinecone:apiKey:
    secure: v1:AAAB==
`;
const FLAGS = ["--pod-index", "docs", "--writes", "paused"];

describe("podshift init", () => {
  const stage = eachOnStage();

  const world = (change: Partial<CliIo> = {}) => {
    const [out, err]: [string[], string[]] = [[], []];
    const io: CliIo = {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      isTerminal: false,
      env: { PINECONE_API_KEY: KEY, PINECONE_CONTROLLER_HOST: stage().emulator.url },
      signal: new AbortController().signal,
      ...change,
    };
    return { io, text: () => ({ out: out.join("\n"), err: err.join("\n") }) };
  };
  const run = async (args: string[], change: Partial<CliIo> = {}) => {
    const { io, text } = world(change);
    const code = await runCli(["init", "--dir", folder(), ...args], io, () => undefined);
    return { code, ...text() };
  };
  const folder = () => join(stage().folder, "shop");
  const at = (path: string) => join(folder(), path);
  const read = (path: string) => readFileSync(at(path), "utf8");

  function shop(): void {
    mkdirSync(at("stacks"), { recursive: true });
    writeFileSync(at("Pulumi.yaml"), "name: shop\nruntime: nodejs\nstackConfigDir: stacks\n");
    writeFileSync(at("package.json"), '{\n  "name": "shop"\n}\n');
    writeFileSync(at("index.ts"), PROGRAM);
    writeFileSync(at("stacks/Pulumi.prod.yaml"), STACK_FILE);
  }

  it("adds the migration to the only stack's file, and shows the program's lines without touching it", async () => {
    await stage().podIndex();
    shop();
    const mark = stage().mark;
    const { code, out } = await run(FLAGS);
    assert.equal(code, 0);
    assert.deepEqual(stage().changesSince(mark), []);
    assert.ok(read("stacks/Pulumi.prod.yaml").startsWith(STACK_FILE));
    assert.deepEqual(parse(read("stacks/Pulumi.prod.yaml")).config["podshift:migrations"], [
      {
        podIndex: "docs",
        serverless: { name: "docs-serverless", region: "us-east-1" },
        writes: "paused",
        phase: "assess",
      },
    ]);
    assert.equal(read("index.ts"), PROGRAM);
    assert.equal(existsSync(at("podshift.ts")), false);
    assert.match(out, /\+export \{ migrations \} from "\.\/podshift";/);
    assert.match(out, /npm install\n {2}pulumi preview --stack prod$/);
  });

  it("adds the lines too when told, and the second time changes nothing", async () => {
    await stage().podIndex();
    shop();
    assert.equal((await run([...FLAGS, "--write", "--package", "file:../podshift.tgz"])).code, 0);
    assert.equal(read("index.ts"), `${PROGRAM}\nexport { migrations } from "./podshift";\n`);
    assert.equal(JSON.parse(read("package.json")).dependencies.podshift, "file:../podshift.tgz");
    const before = ["index.ts", "package.json", "podshift.ts", ".gitignore", "stacks/Pulumi.prod.yaml"].map(read);
    const again = await run([...FLAGS, "--write", "--json"]);
    const { files, migration } = JSON.parse(again.out);
    assert.equal(migration, undefined);
    assert.deepEqual(new Set(files.map(({ action }: { action: string }) => action)), new Set(["keep"]));
    assert.deepEqual(
      ["index.ts", "package.json", "podshift.ts", ".gitignore", "stacks/Pulumi.prod.yaml"].map(read),
      before,
    );
    assert.match((await run([...FLAGS, "--write"])).out, /Nothing to change/);
  });

  it("writes nothing in a dry run, and shows all of it", async () => {
    await stage().podIndex();
    shop();
    const { code, out } = await run([...FLAGS, "--dry-run", "--write"]);
    assert.equal(code, 0);
    assert.equal(read("stacks/Pulumi.prod.yaml"), STACK_FILE);
    assert.equal(existsSync(at("podshift.ts")), false);
    for (const line of [
      "+    - podIndex: docs",
      '+export { migrations } from "./podshift";',
      "Dry run: nothing was written.",
    ])
      assert.ok(out.includes(line), line);
  });

  it("writes a whole project where there is none, the program as the repository's own", async () => {
    await stage().podIndex();
    const { code, out } = await run([...FLAGS, "--stack", "acme/shop/prod"]);
    assert.equal(code, 0);
    for (const path of ["Pulumi.yaml", "package.json", "tsconfig.json", ".gitignore", "Pulumi.prod.yaml"])
      assert.ok(existsSync(at(path)), path);
    assert.equal(read("index.ts"), readFileSync(join(__dirname, "../../../index.ts"), "utf8"));
    assert.match(
      out,
      /cd .*shop\n {2}npm install\n {2}pulumi stack init acme\/shop\/prod\n {2}pulumi config set --secret/,
    );
    assert.match((await run(FLAGS)).out, /Nothing to change/);
  });

  it("overwrites nothing where there is no project, and names what stands there", async () => {
    await stage().podIndex();
    mkdirSync(folder());
    writeFileSync(at("package.json"), "{}");
    writeFileSync(at("index.ts"), "");
    const { code, err } = await run(FLAGS);
    assert.equal(code, 1);
    assert.match(err, /package\.json, index\.ts \(FILES_EXIST\)/);
    assert.equal(existsSync(at("Pulumi.yaml")), false);
  });

  it("takes a folder of other things, and one inside a project, for the wrong one", async () => {
    await stage().podIndex();
    mkdirSync(at("src"), { recursive: true });
    writeFileSync(at("README.md"), "");
    const foreign = await run(FLAGS);
    assert.equal(foreign.code, 1);
    assert.match(foreign.err, /other things are in it \(src\) \(FILES_EXIST\)\n {2}Next: go to the folder of your/);
    writeFileSync(at("Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    const { io, text } = world();
    assert.equal(await runCli(["init", "--dir", at("src"), ...FLAGS], io, () => undefined), 1);
    assert.match(text().err, /is inside the Pulumi project .*shop \(FILES_EXIST\)\n {2}Next: `podshift init --dir/);
    assert.deepEqual(readdirSync(at("src")), []);
  });

  it("knows a program that another one starts, as this repository's own", async () => {
    await stage().podIndex();
    shop();
    writeFileSync(at("Pulumi.yaml"), "name: shop\nruntime: nodejs\nmain: program.cjs\nstackConfigDir: stacks\n");
    writeFileSync(at("program.cjs"), "require('./index');\n");
    writeFileSync(at("index.ts"), readFileSync(join(__dirname, "../../../index.ts"), "utf8"));
    const { code, out } = await run([...FLAGS, "--stack", "prod"]);
    assert.equal(code, 0);
    assert.doesNotMatch(out, /Left to you/);
  });

  it("ends with 2 and names every flag that is missing or wrong, having written nothing", async () => {
    await stage().podIndex();
    await stage().podIndex({ name: "faq" });
    shop();
    writeFileSync(at("stacks/Pulumi.dev.yaml"), "");
    const missing = await run([]);
    assert.equal(missing.code, 2);
    for (const flag of ["--pod-index: is missing; one of docs, faq", "--stack: is missing", "--write-log: is missing"])
      assert.ok(missing.err.includes(flag), `${flag} in ${missing.err}`);
    const wrong = await run(["--pod-index", "docs", "--stack", "prod", "--region", "mars-1", "--name", "-"]);
    assert.equal(wrong.code, 2);
    for (const flag of ["--region: ", "--name: ", "--write-log: "]) assert.ok(wrong.err.includes(flag), flag);
    assert.equal((await run(["--writes", "sometimes"])).code, 2);
    assert.equal(read("stacks/Pulumi.prod.yaml"), STACK_FILE);
  });

  it("leaves a program to the user that isn't TypeScript, and refuses to write into it", async () => {
    await stage().podIndex();
    shop();
    writeFileSync(at("Pulumi.yaml"), "name: shop\nruntime: nodejs\nmain: index.js\n");
    writeFileSync(at("index.js"), "");
    const refused = await run([...FLAGS, "--stack", "prod", "--write"]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /--write: index\.js is not TypeScript.*--program/);
    const told = await run([...FLAGS, "--stack", "prod"]);
    assert.equal(told.code, 0);
    assert.match(told.out, /Left to you: index\.js is not TypeScript/);
    assert.equal((await run([...FLAGS, "--stack", "prod", "--write", "--program", "index.ts"])).code, 0);
    assert.ok(read("index.ts").includes("./podshift"));
  });

  it("needs a key, and a project that has a pod index", async () => {
    assert.match((await run(FLAGS)).err, /POD_INDEX_NOT_FOUND/);
    assert.match((await run(FLAGS, { env: {} })).err, /API_KEY_MISSING/);
  });

  it("asks the person at the terminal, and changes the program when they say so", async () => {
    await stage().podIndex();
    shop();
    const asked: string[] = [];
    const person: Questions = {
      select: async (message, choices, proposed) => {
        asked.push(message);
        const { value } = choices.find((choice) => choice.value === proposed) ?? assert.fail(message);
        return value;
      },
      input: async (message, proposed) => {
        asked.push(message);
        return proposed ?? "file:///srv/podshift/docs";
      },
      confirm: async (message) => {
        asked.push(message);
        return true;
      },
    };
    const { io, text } = world({ isTerminal: true });
    const program = new Command().exitOverride();
    addInit(program, io, person);
    await program.parseAsync(["init", "--dir", folder()], { from: "user" });
    assert.equal(asked.length, 6);
    assert.match(text().err, /lines in podshift\.ts, index\.ts, package\.json, \.gitignore/);
    assert.match(read("stacks/Pulumi.prod.yaml"), /writes: mirrored\n +writeLog: file:\/\/\/srv\/podshift\/docs/);
    assert.ok(read("index.ts").includes("./podshift"));
  });
});
