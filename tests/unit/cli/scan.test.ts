import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runCli } from "../../../provider/src/cli/program";
import { trees } from "../../support/scan/tree";

const ROOT = join(__dirname, "../../..");

// By the real rules: a project whose only trouble is an old package in package.json, and the old client in the code.
describe("podshift scan", () => {
  const tree = trees();
  const OLD = `import { Pinecone } from "@pinecone-database/pinecone";
export const pc = new Pinecone({ apiKey: "k", environment: "us-west1-gcp" });
`;
  const NEW = `import { Pinecone } from "@pinecone-database/pinecone";
export const pc = new Pinecone({ apiKey: "k" });
`;

  async function run(args: string[], env: Record<string, string> = {}) {
    const lines: string[] = [];
    const errors: string[] = [];
    const io = {
      out: (line: string) => void lines.push(line),
      err: (line: string) => void errors.push(line),
      isTerminal: false,
      env,
      signal: new AbortController().signal,
    };
    const code = await runCli(["scan", ...args], io, () => undefined);
    return { code, out: lines.join("\n"), err: errors.join("\n") };
  }

  it("prints what it finds and ends with 3; with 0 when there is nothing", async () => {
    const { code, out, err } = await run([tree({ "src/pc.js": OLD })]);
    assert.equal(code, 3, err);
    assert.match(
      out,
      /^Adapt existing code: 1 error\n {2}src\/pc\.js:2:\d+ {2}error .*\(javascript\/environment-argument\)/,
    );
    assert.match(out, /\n\n1 finding in 1 of 1 file: 1 error; 1 with a fix$/);
    assert.match(err, /1 finding of level note or above \(SCAN_FINDINGS\)\n {2}Next: /);
    assert.deepEqual(await run([tree({ "src/pc.js": NEW })]), { code: 0, out: "nothing found in 1 file", err: "" });
  });

  it("counts only what is at or above --fail-on", async () => {
    const folder = tree({ "pc.js": `${NEW}await pc.index("docs").upsert([]);\n` });
    const { code, out } = await run([folder, "--fail-on", "error"]);
    assert.equal(code, 0);
    assert.match(out, /javascript\/write-to-capture/);
    assert.equal((await run([folder, "--fail-on", "note"])).code, 3);
    assert.equal((await run([folder, "--fail-on", "never"])).code, 2);
  });

  it("shows corrections as a patch, and writes them only with --write", async () => {
    const folder = tree({ "src/pc.js": OLD });
    const shown = await run([folder, "--fix"]);
    assert.equal(shown.code, 3);
    assert.match(shown.out, /^--- a\/src\/pc\.js\n\+\+\+ b\/src\/pc\.js\n@@ -1,2 \+1,2 @@\n[\s\S]*\+export const pc/);
    assert.match(shown.err, /1 file would change, and mend 1 of 1 finding; nothing is written without --write/);
    assert.equal(readFileSync(join(folder, "src/pc.js"), "utf8"), OLD);
    const written = await run([folder, "--fix", "--write"]);
    assert.deepEqual([written.code, written.err], [0, "written: 1 file; 0 findings left for a person"]);
    assert.match(written.out, /\n\nnothing found in 1 file$/);
    assert.equal(readFileSync(join(folder, "src/pc.js"), "utf8"), NEW);
    const again = await run([folder, "--fix", "--write"]);
    assert.deepEqual([again.code, again.err], [0, "nothing to mend by itself; 0 findings for a person"]);
  });

  it("fails, and says which, when a file can't be written", async () => {
    const folder = tree({ "src/pc.js": OLD });
    writeFileSync(join(folder, `src/pc.js.${process.pid}.new`), "");
    const { code, err } = await run([folder, "--fix", "--write"]);
    assert.equal(code, 1);
    assert.match(err, /not all was written:\n {4}src\/pc\.js can't be written \(EEXIST\) \(SCAN_INCOMPLETE\)/);
    assert.equal(readFileSync(join(folder, "src/pc.js"), "utf8"), OLD);
  });

  it("prints a patch that `git apply` takes, line endings included", async () => {
    const folder = tree({ "windows.js": OLD.replaceAll("\n", "\r\n"), "no end.js": OLD.trimEnd() });
    const { out } = await run([folder, "--fix"]);
    const { status, stderr } = spawnSync("git", ["apply", "-"], { cwd: folder, input: `${out}\n`, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.equal(readFileSync(join(folder, "windows.js"), "utf8"), NEW.replaceAll("\n", "\r\n"));
    assert.equal(readFileSync(join(folder, "no end.js"), "utf8"), NEW.trimEnd());
  });

  it("keeps a baseline", async () => {
    const folder = tree({ "pc.js": OLD });
    const file = join(folder, "baseline.json");
    const written = await run([folder, "--write-baseline", file]);
    assert.deepEqual([written.code, written.out], [0, `written: ${file} (1 finding)`]);
    const known = await run([folder, "--baseline", file]);
    assert.deepEqual([known.code, known.out], [0, "nothing found in 1 file; 1 in the baseline"]);
  });

  it("prints JSON, SARIF, and the section for a pull request, and no secret in them", async () => {
    const key = "notaUuidButTheKey";
    const folder = tree({ "pc.js": OLD.replace('"k"', `"${key}"`) });
    const env = { PINECONE_API_KEY: key };
    const json = JSON.parse((await run([folder, "--json"], env)).out);
    assert.deepEqual([json.version, json.findings.length, json.findings[0].fixable], [1, 1, true]);
    assert.match(json.findings[0].line, /apiKey: "\[secret\]"/);
    const sarif = JSON.parse((await run([folder, "--sarif"], env)).out);
    assert.equal(sarif.runs[0].results[0].ruleId, "javascript/environment-argument");
    const { out } = await run([folder, "--markdown"], env);
    assert.match(out, /^<details><summary>Application code: ❌ 1 error<\/summary>\n\n\*\*Adapt existing code\*\*/);
    assert.match(out, /\| `pc\.js:2` \|/);
  });

  it("lists its rules, each of its own name", async () => {
    const { code, out } = await run(["--rules"]);
    assert.equal(code, 0);
    assert.match(out, /^Update SDKs\n/);
    const { rules } = JSON.parse((await run(["--rules", "--json"])).out) as { rules: { id: string; help: string }[] };
    assert.ok(rules.length > 30);
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
    for (const { id, help } of rules) {
      assert.match(id, /^[a-z]+\/[a-z0-9-]+$/);
      assert.ok(help.length > 20, id);
    }
  });

  it("refuses arguments that don't go together", async () => {
    for (const args of [["--write"], ["--json", "--sarif"], ["--baseline", "a", "--write-baseline", "b"], ["--all"]]) {
      assert.equal((await run(args)).code, 2, args.join(" "));
    }
    assert.equal((await run(["/nowhere/at/all"])).code, 1);
  });

  it("loads the scanner when it runs, not with the other commands", () => {
    const seen = new Set<string>();
    const follow = (file: string) => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [, to = ""] of readFileSync(file, "utf8").matchAll(
        /^(?:import|export) (?!type\b)[^;]*?from "(.+)";$/gm,
      )) {
        if (!to.startsWith(".")) seen.add(to);
        else follow(require.resolve(join(dirname(file), to)));
      }
    };
    follow(join(ROOT, "provider/src/cli/program.ts"));
    assert.ok(seen.has(join(ROOT, "provider/src/cli/scan.ts")) && seen.size > 100, `${seen.size} modules`);
    assert.deepEqual(
      [...seen].filter((each) => each.startsWith("@ast-grep") || each.startsWith(join(ROOT, "provider/src/scan/"))),
      [],
    );
  });
});
