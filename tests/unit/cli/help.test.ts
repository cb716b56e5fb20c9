import assert from "node:assert/strict";
import type { Command } from "commander";
import type { CliIo } from "../../../provider/src/cli/io";
import { programFor, runCli } from "../../../provider/src/cli/program";
import { displayWidth } from "../../../provider/src/util/width";

const COLUMNS = 80;

const run = async (...args: string[]) => {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli(args, ioTo(out, err), () => undefined);
  return { code, out: out.join("\n"), err: err.join("\n") };
};

function ioTo(out: string[], err: string[]): CliIo {
  const signal = new AbortController().signal;
  return { out: (line) => out.push(line), err: (line) => err.push(line), isTerminal: false, env: {}, signal };
}

/** Every command, as it is called: "", "assess", "log check". */
function commands(command: Command = programFor(ioTo([], []), () => undefined), before: readonly string[] = []) {
  const all: (readonly string[])[] = [before];
  for (const each of command.commands) all.push(...commands(each, [...before, each.name()]));
  return all;
}

describe("help of every command", () => {
  for (const words of commands()) {
    it(`podshift ${words.join(" ")}: fits ${COLUMNS} columns, and has an example where people call it`, async () => {
      const { code, out } = await run(...words, "--help");
      assert.equal(code, 0);
      const wide = out.split("\n").filter((line) => displayWidth(line) > COLUMNS);
      assert.deepEqual(wide, []);
      assert.match(out, /^Usage: podshift/);
      // What Spark calls has its page; groups show their commands.
      const isForPeople = words[0] !== "spread" && words.length > 0 && words.at(-1) !== "log";
      if (isForPeople) assert.match(out, /\nExamples?:\n {2}\S/, out);
    });
  }

  it("without a command shows all of them, each with what it does beside it", async () => {
    const { code, err } = await run();
    assert.equal(code, 2);
    for (const name of ["init", "assess", "status", "verify", "catch-up", "review"]) {
      assert.match(err, new RegExp(`\\n {2}${name} +\\w.{20,}`));
    }
    assert.doesNotMatch(err, /Next:/);
  });

  it("tells the version", async () => {
    assert.match((await run("--version")).out, /^\d+\.\d+\.\d+\S*$/);
  });
});

describe("a command that was called wrongly", () => {
  it("ends with 2, says what is wrong and where to look, and doesn't bury it under the help", async () => {
    for (const [args, wrong, next] of [
      [["statsu"], /unknown command 'statsu'\n\(Did you mean status\?\)/, "`podshift --help` shows all commands"],
      [["log", "chekc"], /Did you mean check/, "`podshift log --help` shows how it is called"],
      [["status"], /missing required argument 'log'/, "`podshift status --help` shows how it is called"],
      [["verify"], /name both indexes, or the write log by --log/, "`podshift verify --help`"],
      [["review"], /'--preview <file>' not specified/, "`podshift review --help`"],
      [["assess", "--nope"], /unknown option '--nope'/, "`podshift assess --help`"],
    ] as const) {
      const { code, err } = await run(...args);
      assert.equal(code, 2, err);
      assert.match(err, wrong);
      assert.ok(err.includes(`  Next: ${next}`), err);
      assert.ok(err.split("\n").length <= 4, err);
    }
  });

  it("says of a phase, and of a rollback, that the stack file is where it is set", async () => {
    for (const [word, phase] of [
      ["cutover", "cutover"],
      ["retire", "retire"],
      ["copy", "copy"],
      ["rollback", "copy"],
    ] as const) {
      const { code, err } = await run(word);
      assert.equal(code, 2);
      assert.ok(err.includes(`Next: set \`phase: ${phase}\` in the stack file`), err);
    }
  });

  it("names a file that the system refused without a stack trace", async () => {
    const { code, err } = await run("scan", "--write-baseline", "/nowhere/known.json", __filename);
    assert.equal(code, 1);
    assert.doesNotMatch(err, /\n {4}at /);
    assert.match(err, /\/nowhere\/known\.json/);
  });
});
