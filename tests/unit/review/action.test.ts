import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "../../../provider/src/cli/program";
import { PREVIEW } from "../../../provider/src/review/comment/preview";
import { type ActionStep, actionFile, textOf, workflow } from "../../support/review/actionFile";

const WORKFLOWS = ["docs/examples/podshift-preview.yml", "docs/examples/podshift-apply.yml"];

async function helpOf(...command: string[]): Promise<string> {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const io = { out: write, err: write, isTerminal: false, env: {}, signal: new AbortController().signal };
  assert.equal(await runCli([...command, "--help"], io, () => undefined), 0);
  return lines.join("\n");
}

/** Flags that a script gives to each of podshift's commands. */
function flagsOf(script: string): { command: string; flags: string[] } | undefined {
  const command = /\$PODSHIFT (\S+)/.exec(script)?.[1];
  if (command === undefined) return undefined;
  return { command, flags: [...script.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([flag]) => flag) };
}

function assertBash(step: ActionStep): void {
  execFileSync("bash", ["-n"], { input: step.run ?? "" });
  assert.doesNotMatch(step.run ?? "", /\$\{\{/, "an expression in a script is an injection: it goes through `env`");
}

describe("action.yml", () => {
  const action = actionFile();
  const text = textOf("action.yml");
  const steps = action.runs.steps;

  it("is a composite action whose scripts are bash and hold no expression", () => {
    assert.equal(action.runs.using, "composite");
    for (const step of steps) {
      assert.equal(step.shell, "bash");
      assertBash(step);
    }
  });

  it("declares every input that it uses, and uses every one that it declares", () => {
    const used = [...text.matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(action.inputs).sort());
  });

  it("refers to steps and outputs that are there", () => {
    for (const [, id, output = ""] of text.matchAll(/steps\.([a-z]+)\.outputs\.([a-z]+)/g)) {
      const script = steps.find((step) => step.id === id)?.run ?? assert.fail(`no step ${id}`);
      assert.match(script, new RegExp(`echo "${output}=`));
    }
  });

  it("sets every variable that its scripts read", () => {
    const given = /^(?:GITHUB_\w+|plan|file|code|flags)$/;
    for (const { run = "", env = {} } of steps) {
      const read = [...run.matchAll(/\$\{?([A-Za-z_]+)/g)].map(([, name = ""]) => name);
      assert.deepEqual(
        read.filter((name) => !(name in env) && !given.test(name)),
        [],
      );
    }
  });

  it("gives podshift only commands and flags that it has", async () => {
    const calls = steps.flatMap(({ run = "" }) => flagsOf(run) ?? []);
    assert.deepEqual(calls.map(({ command }) => command).sort(), ["assess", "review", "review"]);
    for (const { command, flags } of calls) {
      const help = await helpOf(command);
      assert.ok(flags.length >= 2);
      for (const flag of flags) assert.match(help, new RegExp(`${flag}[ ,]`), `podshift ${command} ${flag}`);
    }
  });

  it("takes nothing for this run's that an earlier one left, or that a branch brings along", () => {
    const left = (command: string) => {
      const folder = mkdtempSync(join(tmpdir(), "podshift-action-"));
      const names = ["assess.json", "now.json", "plan.json", "preview.json", "review.md", "reviewed.json"];
      try {
        for (const name of names) writeFileSync(join(folder, name), "{}");
        const env = { ...process.env, WORK_DIR: folder, FOLDER: ".", COMMAND: command, GITHUB_OUTPUT: "/dev/null" };
        execFileSync("bash", ["-eo", "pipefail", "-c", steps[0]?.run ?? assert.fail()], { env });
        return names.filter((name) => existsSync(join(folder, name)));
      } finally {
        rmSync(folder, { recursive: true });
      }
    };
    assert.deepEqual(left("preview"), []);
    assert.deepEqual(left("review"), ["assess.json", "plan.json", "preview.json"]);
    for (const command of ["check", "up"]) {
      assert.deepEqual(left(command), ["assess.json", "plan.json", "preview.json", "reviewed.json"]);
    }
  });

  it("previews with what is unchanged, and with what an earlier replacement left to be deleted", () => {
    const script = steps.find(({ id }) => id === "preview")?.run ?? assert.fail();
    assert.match(script, new RegExp(`${PREVIEW.replace("preview --json", "preview .*--json")} `));
  });

  it("would notice a flag that isn't there", async () => {
    assert.deepEqual(flagsOf("$PODSHIFT review --nonsense x"), { command: "review", flags: ["--nonsense"] });
    assert.doesNotMatch(await helpOf("review"), /--nonsense/);
  });
});

describe("the example workflows", () => {
  const action = actionFile();

  for (const file of WORKFLOWS) {
    const { jobs, permissions } = workflow(file);
    const steps = Object.values(jobs).flatMap((job) => job.steps);

    it(`use the action as it is: ${file}`, () => {
      const uses = steps.filter(({ uses: name }) => name === "./");
      assert.equal(uses.length, 1);
      for (const { with: given = {} } of uses) {
        assert.deepEqual(
          Object.keys(given).filter((name) => !(name in action.inputs)),
          [],
        );
        assert.ok("stack" in given);
        assert.ok(["preview", "up"].includes(String(given.command)));
      }
    });

    it(`build the copy of this repository that \`./\` means, whose build is in no commit: ${file}`, () => {
      assert.match(textOf(".gitignore"), /^dist\/$/m);
      const [built, used] = [
        steps.findIndex((step) => step.run === "npm run build"),
        steps.findIndex((step) => step.uses === "./"),
      ];
      assert.ok(built >= 0 && built < used);
    });

    it(`pin what they use and ask for no more than they need: ${file}`, () => {
      for (const { uses } of steps)
        if (uses !== undefined) assert.match(uses, /^(?:\.\/|[\w-]+\/[\w-]+(?:\/[\w-]+)?@v\d+)$/);
      for (const step of steps) if (step.run !== undefined) assertBash(step);
      const needs = {
        contents: "read",
        ...(file.includes("apply") ? { actions: "read" } : { "pull-requests": "write" }),
      };
      assert.deepEqual(permissions, needs);
      for (const job of Object.values(jobs)) assert.match(job.if ?? "", /head\.repo\.full_name == github\.repository/);
    });
  }

  for (const file of WORKFLOWS) {
    it(`give secrets to the action only, and no token to packages' scripts: ${file}`, () => {
      for (const [, { env = {}, steps }] of Object.entries(workflow(file).jobs)) {
        assert.deepEqual(env, {});
        for (const step of steps) {
          const secret = JSON.stringify(step).includes("secrets.");
          assert.equal(secret, step.uses === "./", step.uses ?? step.run);
        }
        const checkout = steps.find(({ uses = "" }) => uses.startsWith("actions/checkout"));
        assert.equal(checkout?.with?.["persist-credentials"], false);
      }
    });
  }

  it("keep for the merge what it needs, and not the preview, which holds every output", () => {
    const upload = workflow(WORKFLOWS[0] ?? "").jobs.preview?.steps.find(({ uses = "" }) => uses.includes("upload"));
    const names = String(upload?.with?.path)
      .trim()
      .split("\n")
      .map((path) => path.split("/").at(-1));
    assert.deepEqual(names, ["plan.json", "reviewed.json"]);
  });

  it("hand the same artifact and the same CLI from one to the other", () => {
    const [preview, apply] = WORKFLOWS.map((file) => Object.values(workflow(file).jobs).flatMap((job) => job.steps));
    const find = (steps: readonly ActionStep[] | undefined, uses: string) =>
      steps?.find((step) => step.uses?.startsWith(uses))?.with ?? assert.fail(`no ${uses}`);
    assert.equal(find(preview, "actions/upload-artifact").name, find(apply, "actions/download-artifact").name);
    assert.equal(find(apply, "actions/download-artifact").path, action.inputs.folder?.default);
    assert.deepEqual(find(preview, "pulumi/actions"), find(apply, "pulumi/actions"));
    assert.match(textOf(WORKFLOWS[1] ?? ""), /--workflow podshift-preview\.yml/);
    assert.match(textOf(WORKFLOWS[0] ?? ""), /^# \.github\/workflows\/podshift-preview\.yml/);
  });
});
