import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dangersIn, usesGlobalFetch } from "../../support/security/codeRules";

const ROOT = join(__dirname, "../../..");

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.[cm]?[jt]s$/.test(path) && !path.includes("node_modules") && !path.startsWith("dist/"))
    .map((path) => `${folder}/${path}`);
}

const FILES = [
  ...["provider/src", "emulator/src", "policy", "scripts", "template", "examples"].flatMap(filesBelow),
  "index.ts",
  "program.cjs",
];

describe("our code", () => {
  it("hands no text to a shell, runs no text as code, and never loosens TLS or HTTP", () => {
    assert.ok(FILES.length > 500, `${FILES.length} files`);
    const dangers = FILES.flatMap((path) =>
      dangersIn(path, readFileSync(join(ROOT, path), "utf8")).map((danger) => `${path}:${danger}`),
    );
    assert.deepEqual(dangers, []);
  });

  it("speaks to the service through httpFetch only: the global fetch takes the key along to where a redirect leads", () => {
    const users = filesBelow("provider/src").filter((path) =>
      usesGlobalFetch(path, readFileSync(join(ROOT, path), "utf8")),
    );
    // That one speaks to GitHub, and refuses redirects.
    assert.deepEqual(users, ["provider/src/cli/review.ts"]);
    const github = readFileSync(join(ROOT, "provider/src/review/comment/pullRequestComment.ts"), "utf8");
    assert.match(github, /redirect: "error"/);
    for (const use of [
      "const { fetch } = globalThis; f(fetch)",
      "globalThis.fetch(url)",
      "post({ fetch })",
      "fetch(url)",
    ]) {
      assert.ok(usesGlobalFetch("x.ts", use), use);
    }
    assert.ok(
      !usesGlobalFetch("x.ts", "function f(fetch: typeof globalThis.fetch) { return fetch(url); } reader.fetch(ids)"),
    );
  });

  for (const [code, line] of [
    ["import { execSync } from 'node:child_process';\nexecSync(`ls $" + "{name}`);", 2],
    ["exec('ls ' + name)", 1],
    ["child_process.exec(command)", 1],
    ["spawn('ls', [name], { shell: true })", 1],
    ["spawn('ls', [name], { shell })", 1],
    ["spawn('sh', ['-c', `ls $" + "{name}`])", 1],
    ["spawnSync('/bin/bash', args)", 1],
    ["eval(text)", 1],
    ["new Function('a', text)", 1],
    ["const agent = new Agent({ rejectUnauthorized: false })", 1],
    ["process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'", 1],
    ["process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'", 1],
  ] as const) {
    it(`would be found out: ${code}`, () => {
      assert.ok(
        dangersIn("x.ts", code).some((danger) => danger.startsWith(`${line}: `)),
        code,
      );
    });
  }

  for (const code of [
    "/a/.exec(text)",
    "pattern.exec(text)",
    "execFile('ls', [name])",
    "spawn('ls', [name], { shell: false })",
    "execSync('ls')",
  ]) {
    it(`may: ${code}`, () => assert.deepEqual(dangersIn("x.ts", code), []));
  }
});
