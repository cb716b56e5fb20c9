import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { allBlocks, at, blocksOf, pages, ROOT, spansOf } from "../../support/docs/blocks";
import { OF_THE_MACHINE, RUN_BY } from "../../support/docs/commandClasses";
import { refusalOf } from "../../support/docs/commander";
import { wrongWithNpm } from "../../support/docs/npmScripts";
import { commandsIn, commandsOf, shellTextOf } from "../../support/docs/shell";

/** Languages of blocks, and the test that each is held by. */
const LANGUAGES: Readonly<Record<string, string>> = {
  sh: "this one",
  bash: "this one",
  "": "this one, if it has commands; else it is output",
  text: "output",
  ts: "examples.test.ts",
  js: "examples.test.ts",
  yaml: "examples.test.ts",
  json: "examples.test.ts",
  python: "examples.test.ts",
};
/** Where a path of an example is found in this repository. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^(\.\/)?(examples|deploy|template|docs|stacks)(\/|$)/, ""],
  [/^\.\/podshift\/template$/, "template"],
  [/^node_modules\/podshift\/spark\//, "provider/spark/"],
];

type Command = readonly string[];
const words = ([first, ...rest]: Command) => {
  if (first !== "npx") return first === undefined ? [] : [first, ...rest];
  return rest[0] === "--no-install" ? rest.slice(1) : rest;
};
const all = () =>
  allBlocks().flatMap((block) => commandsOf(block).map((command) => ({ block, command: words(command) })));

/** What is wrong with a command, by its class; "no class" is wrong. The classes of Pulumi's own: tests/e2e/the-docs-know-pulumi. */
function wrongWith(command: Command, whole = true): string | undefined {
  const [program = "", ...args] = command;
  if (program === "podshift") return refusalOf(args, { whole });
  if (program === "npm" || program.endsWith("/npm")) return wrongWithNpm(args);
  if (program === "pinecone-emulator") return wrongWithEmulator(args);
  if (program === "pulumi") return undefined;
  return program in OF_THE_MACHINE
    ? undefined
    : "is in no class: run it by a test, or say why not in commandClasses.ts";
}

/** The emulator's command can't be loaded without starting; its options stand in its source. */
function wrongWithEmulator(args: readonly string[]): string | undefined {
  const source = readFileSync(join(ROOT, "emulator/src/cli.ts"), "utf8");
  const unknown = args.find((arg) => arg.startsWith("--") && !source.includes(`"${arg} <`));
  return unknown === undefined ? undefined : `no option ${unknown}`;
}

/** A help text is printed by the check itself: commander does it while it reads the arguments. */
function isWork([program, ...args]: Command): boolean {
  return program === "podshift" && args.at(-1) !== "--help";
}

/** A test, or all files of its folder. */
function filesOf(test: string): string[] {
  if (/\.\w+$/.test(test)) return [test];
  const files = readdirSync(join(ROOT, test), { withFileTypes: true }).filter((each) => each.isFile());
  return files.map(({ name }) => `${test}/${name}`);
}

/** Words of a command that no text of its tests has: its verbs, and its flags. A test that runs a page has its name. */
function unsaidIn(command: string, texts: readonly string[]): string[] {
  const words = command
    .split(" ")
    .filter((word, at) => word.startsWith("--") || (at > 0 && at < 3 && /^[a-z-]+$/.test(word)));
  const verbs = words.filter((word) => !["docs", "service", "services"].includes(word));
  if (texts.some((text) => /docs\/getting-started\.md/.test(text))) return [];
  return verbs.filter((word) => !texts.some((text) => text.includes(word)));
}

function lostPaths(command: Command): string[] {
  return command.flatMap((word) => {
    const [pattern, folder] = PLACES.find(([each]) => each.test(word)) ?? [];
    if (pattern === undefined || /Pulumi\.\w+\.yaml$/.test(word)) return [];
    const path = folder === "" ? word : word.replace(pattern, folder ?? "");
    return existsSync(join(ROOT, path)) ? [] : [word];
  });
}

describe("command blocks of the docs", () => {
  it("are all in a language that a test holds", () => {
    const others = allBlocks().filter(({ language }) => !(language in LANGUAGES));
    assert.deepEqual(others.map(at), []);
  });

  it("are what a shell takes", () => {
    for (const block of allBlocks("sh", "bash")) {
      const { status, stderr } = spawnSync("bash", ["-n"], { input: shellTextOf(block), encoding: "utf8" });
      assert.equal(status, 0, `${at(block)}: ${stderr}`);
    }
  });

  it("hold only commands of a class, each taken by what it calls", () => {
    const wrong = all().flatMap(({ block, command }) => {
      const why = wrongWith(command);
      return why === undefined ? [] : [`${at(block)}: ${command.join(" ")}: ${why}`];
    });
    assert.deepEqual(wrong, []);
    assert.ok(all().length > 100, "the blocks were read");
  });

  it("name paths that are there", () => {
    const wrong = all().flatMap(({ block, command }) => lostPaths(command).map((path) => `${at(block)}: ${path}`));
    assert.deepEqual(wrong, []);
  });

  it("have each command of podshift run by a test", () => {
    const found = new Set(all().flatMap(({ command }) => (isWork(command) ? [command.join(" ")] : [])));
    assert.deepEqual([...found].filter((command) => !(command in RUN_BY)).sort(), [], "run it: commandClasses.ts");
    assert.deepEqual(
      Object.keys(RUN_BY).filter((command) => !found.has(command)),
      [],
      "no page has it any more",
    );
    const unsaid = Object.entries(RUN_BY).flatMap(([command, tests]) => {
      const texts = [tests]
        .flat()
        .flatMap((test) => filesOf(test))
        .map((file) => readFileSync(join(ROOT, file), "utf8"));
      return unsaidIn(command, texts).map((word) => `${command}: no ${word} in ${[tests].flat().join(", ")}`);
    });
    assert.deepEqual(unsaid, []);
  });

  it("need each reason why a program isn't run", () => {
    const found = new Set(all().map(({ command }) => command[0]));
    assert.deepEqual(
      Object.keys(OF_THE_MACHINE).filter((program) => !found.has(program)),
      [],
    );
    for (const [, test] of Object.values(OF_THE_MACHINE).flatMap((reason) => [
      ...reason.matchAll(/(tests\/\S+?\.ts)/g),
    ])) {
      assert.ok(existsSync(join(ROOT, test ?? "")), test);
    }
  });
});

describe("commands within sentences of the docs", () => {
  /** `podshift <command>` is a name, and `npm run demo -- ...` too. */
  const isCommand = (span: string) => /^(npx )?(podshift|npm (run|test)) ?[^<]*$/.test(span) && !/\.\.\.|…/.test(span);

  for (const page of pages()) {
    it(`are known: ${page}`, () => {
      const commands = spansOf(page)
        .filter(isCommand)
        .flatMap((span) => commandsIn(span));
      const wrong = commands.map(words).flatMap((command) => {
        const why = ["podshift", "npm"].includes(command[0] ?? "") ? wrongWith(command, false) : undefined;
        return why === undefined ? [] : [`${command.join(" ")}: ${why}`];
      });
      assert.deepEqual(wrong, []);
    });
  }
});

describe("the checks of the docs' commands", () => {
  const wrong = (line: string) => commandsIn(line).map((command) => wrongWith(words(command)));

  it("refuse what podshift doesn't know", () => {
    assert.match(wrong("podshift verify docs docs-serverless --pause")[0] ?? "", /unknown option '--pause'/);
    assert.match(wrong("npx podshift verfiy docs")[0] ?? "", /unknown command 'verfiy'/);
    assert.match(wrong("podshift status")[0] ?? "", /missing required argument/);
    assert.deepEqual(wrong("podshift verify docs docs-serverless --paused > out.txt"), [undefined]);
  });

  it("refuse scripts, options, suites and benchmarks that aren't there", () => {
    assert.match(wrong("npm run demonstrate")[0] ?? "", /no script demonstrate/);
    assert.match(wrong("npm run demo -- --recrods 5")[0] ?? "", /no option --recrods/);
    assert.match(wrong("npm test -- --suite units")[0] ?? "", /no suite units/);
    assert.match(wrong("npm run bench -- previews")[0] ?? "", /no bench\/previews\.ts/);
    assert.match(wrong(`npm test -- --grep "${["no", "such"].join(" ")} title"`)[0] ?? "", /no test's title/);
    assert.match(wrong("npm install ../podshift-0.0.9.tgz")[0] ?? "", /not 0\.0\.9/);
    for (const name of ["podshift", "podshift@1.0.0-rc.1"]) {
      assert.match(wrong(`npm install --global ${name}`)[0] ?? "", /isn't published/);
    }
  });

  it("refuse a program of no class", () => {
    assert.match(wrong("pinecone-emulator --prot 5080")[0] ?? "", /no option --prot/);
    assert.match(wrong("true && kubectl apply -f x.yaml")[1] ?? "", /no class/);
  });

  it("see every command of a line, and none in output", () => {
    const block = (text: string, language = "") =>
      blocksOf("x.md", `\`\`\`${language}\n${text}\n\`\`\``).flatMap(commandsOf);
    assert.deepEqual(block('A=1 b "c d" > e || (f $(g h)) # i\nj \\\n  k', "sh"), [
      ["b", "c d"],
      ["g", "h"],
      ["f", "$(g h)"],
      ["j", "k"],
    ]);
    assert.deepEqual(block("$ podshift scan\nfound 3"), [["podshift", "scan"]]);
    assert.deepEqual(block("podshift is what this output begins with\n").length, 1);
    assert.deepEqual(block("docs   p1.x1"), []);
    assert.deepEqual(block("- run: npx podshift scan\n- uses: x", "yaml"), [["npx", "podshift", "scan"]]);
    assert.throws(() => blocksOf("x.md", "```sh\nls"), /has no end/);
  });

  it("read every page: the README's list, and the blocks of lists", () => {
    assert.ok(pages().includes("README.md") && pages().includes("docs/commands/verify.md"));
    assert.ok(blocksOf("docs/your-own-index.md").some(({ text }) => text.startsWith("   npm run setup")));
    assert.match(readFileSync(join(ROOT, "README.md"), "utf8"), /^## Documentation$/m);
  });
});
