import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { allBlocks, at, pages, spansOf } from "../../support/docs/blocks";
import { commandsIn, commandsOf } from "../../support/docs/shell";
import { loopbackOnlyEnv } from "../../support/loopbackOnly";

interface Help {
  readonly code: number | null;
  readonly text: string;
}

// --plan is hidden in the help of `up` without PULUMI_EXPERIMENTAL, and taken all the same (tests/e2e/a-saved-plan-is-held).
const ENV = {
  ...loopbackOnlyEnv(process.env),
  PULUMI_SKIP_UPDATE_CHECK: "true",
  PULUMI_EXPERIMENTAL: "true",
  NODE_V8_COVERAGE: "",
};
const known = new Map<string, Help>();

/** What the real CLI says of a command. */
function helpOf(words: readonly string[]): Help {
  const key = words.join(" ");
  const { status, stdout, stderr } = known.has(key)
    ? { status: 0, stdout: "", stderr: "" }
    : spawnSync("pulumi", [...words, "--help"], { encoding: "utf8", env: ENV });
  const help = known.get(key) ?? { code: status, text: `${stdout}${stderr}` };
  known.set(key, help);
  return help;
}

/** What the real CLI wouldn't take of `pulumi ...`: a verb, or a flag; nothing is run. */
function refusalOf(command: readonly string[]): string | undefined {
  const [, ...args] = command;
  const firstFlag = args.findIndex((arg) => arg.startsWith("-"));
  const words = firstFlag < 0 ? args : args.slice(0, firstFlag);
  const { code, text } = helpOf(words);
  assert.notEqual(code, null, "the Pulumi CLI is on PATH: `npm run setup` prints how");
  if (code !== 0) return text.split("\n")[0];
  const [, path = ""] = /^Usage:\n +pulumi((?: [a-z-]+)*)/m.exec(text) ?? [];
  const depth = path.trim().split(" ").length;
  if (/^Available Commands:$/m.test(text) && words.length > depth) return `no command ${words.join(" ")}`;
  const unknown = args.find((arg) => arg.startsWith("-") && !hasFlag(text, arg.replace(/=.*/, "")));
  return unknown === undefined ? undefined : `no flag ${unknown}`;
}

function hasFlag(help: string, flag: string): boolean {
  return new RegExp(`^ +(?:-\\w, )?${flag}(?![\\w-])|^ +${flag}, --`, "m").test(help);
}

const refusalsOf = (where: string, commands: readonly (readonly string[])[]) =>
  commands.flatMap((command) => {
    const why = command[0] === "pulumi" ? refusalOf(command) : undefined;
    return why === undefined ? [] : [`${where}: ${command.join(" ")}: ${why}`];
  });

describe("the docs know Pulumi", () => {
  it("in their command blocks: verbs and flags", () => {
    const blocks = allBlocks().map((block) => ({ where: at(block), commands: commandsOf(block) }));
    assert.ok(blocks.flatMap(({ commands }) => commands).filter(([program]) => program === "pulumi").length > 20);
    assert.deepEqual(
      blocks.flatMap(({ where, commands }) => refusalsOf(where, commands)),
      [],
    );
  });

  it("in their sentences", () => {
    const spans = pages().flatMap((page) => spansOf(page).map((span) => ({ page, span })));
    const told = spans.filter(({ span }) => /^pulumi [a-z]/.test(span) && !/\.\.\.|…|</.test(span));
    assert.ok(told.length > 50);
    assert.deepEqual(
      told.flatMap(({ page, span }) => refusalsOf(page, commandsIn(span))),
      [],
    );
  });

  it("by a check that refuses what isn't there", () => {
    const refusals = (line: string) => refusalsOf("x", commandsIn(line));
    assert.match(refusals("pulumi stak init prod")[0] ?? "", /unknown command/);
    assert.match(refusals("pulumi stack initiate prod")[0] ?? "", /no command stack initiate/);
    assert.match(refusals("pulumi up --skip-previews")[0] ?? "", /no flag --skip-previews/);
    assert.deepEqual(refusals("pulumi up --yes -s prod && pulumi stack init prod"), []);
  });
});
