import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const SCRIPTS = resolve(__dirname, "..", "..", "..", "scripts");

/** Loads an ES module of scripts/: ts-node would turn a plain import() into require(). */
function load<T>(file: string): Promise<T> {
  const importModule = new Function("url", "return import(url)") as (url: string) => Promise<T>;
  return importModule(pathToFileURL(join(SCRIPTS, file)).href);
}

describe("set-up", () => {
  it("compares versions by number, whatever is before or behind", async () => {
    const { compareVersions } = await load<{ compareVersions(a: string, b: string): number }>("setup/version.mjs");
    assert.ok(compareVersions("v3.245.0\n", "3.99.9") > 0);
    assert.ok(compareVersions("20.9.0", "20.19.0") < 0);
    assert.equal(compareVersions("v3.245.0-alpha.1", "3.245.0"), 0);
  });

  it("keeps what is slow to make outside of the work tree, where the user says", async () => {
    const { cacheFolder } = await load<{ cacheFolder(env: object, home: string): string }>("setup/cacheFolder.mjs");
    assert.equal(cacheFolder({}, "/home/me"), "/home/me/.cache/podshift");
    assert.equal(cacheFolder({ XDG_CACHE_HOME: "/cache" }, "/home/me"), "/cache/podshift");
    assert.equal(cacheFolder({ PODSHIFT_CACHE: "/mine", XDG_CACHE_HOME: "/cache" }, "/home/me"), "/mine");
  });

  it("puts the CLI before everything else on PATH", async () => {
    const { withPath } = await load<{ withPath(env: object, folder?: string): { PATH?: string } }>(
      "setup/pulumiCli.mjs",
    );
    assert.equal(withPath({ PATH: "/bin" }, "/cli").PATH, "/cli:/bin");
    assert.equal(withPath({ PATH: "/bin" }).PATH, "/bin");
  });
});

describe("the commands of the built packages", () => {
  it("can be run after each build, also when their links are there from one before", async () => {
    const { linkBins } = await load<{ linkBins(root: string, packages: string[]): void }>("setup/bins.mjs");
    const root = mkdtempSync(join(tmpdir(), "podshift-bins-"));
    try {
      const built = join(root, "tool", "main.js");
      mkdirSync(join(root, "tool"));
      writeFileSync(join(root, "tool", "package.json"), JSON.stringify({ bin: { tool: "main.js" } }));
      for (const _build of ["first", "second"]) {
        rmSync(built, { force: true });
        writeFileSync(built, "#!/bin/sh\nexit 7\n", { mode: 0o644 });
        linkBins(root, ["tool"]);
        assert.equal(statSync(built).mode & 0o111, 0o111);
        assert.equal(spawnSync(join(root, "node_modules", ".bin", "tool")).status, 7);
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

describe("the S3 server of the tests", () => {
  type Ensure = (options: { cache: string; env: object }) => Promise<string>;

  it("is built once, and not at all where it was built before", async () => {
    const { ensureS3Server } = await load<{ ensureS3Server: Ensure }>("setup/s3Server.mjs");
    const cache = mkdtempSync(join(tmpdir(), "podshift-cache-"));
    try {
      const withoutGo = { cache, env: { PATH: cache } };
      await assert.rejects(ensureS3Server(withoutGo), /need Go/);
      const built = (await ensureS3Server({ cache, env: process.env })) ?? "";
      assert.equal(spawnSync(built, ["-host", "nonsense"]).status, 1);
      assert.equal(await ensureS3Server(withoutGo), built);
      assert.deepEqual(readdirSync(cache), [basename(built)]);
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  });
});

describe("two set-ups at once", () => {
  type Work = (lock: string, log: (line: string) => void, work: () => Promise<void>, options: object) => Promise<void>;

  it("wait for each other, and not for one that was killed", async () => {
    const { oneAtATime } = await load<{ oneAtATime: Work }>("setup/oneAtATime.mjs");
    const folder = mkdtempSync(join(tmpdir(), "podshift-lock-"));
    const lock = join(folder, "lock");
    try {
      let inside = 0;
      const work = async () => {
        inside += 1;
        assert.equal(inside, 1);
        await new Promise((resolve) => setTimeout(resolve, 30));
        inside -= 1;
      };
      const lines: string[] = [];
      const once = () => oneAtATime(lock, (line) => lines.push(line), work, { lookMs: 5 });
      await Promise.all([once(), once(), once()]);
      assert.equal(lines.length, 2);
      const dead = spawnSync(process.execPath, ["-e", ""]).pid;
      writeFileSync(lock, String(dead));
      await once();
      assert.equal(lines.length, 2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("sourceStamp", () => {
  it("changes with any file's content, time or name, and only then", async () => {
    const { sourceStamp } = await load<{ sourceStamp(folder: string): string }>("sourceStamp.cjs");
    const folder = mkdtempSync(join(tmpdir(), "podshift-stamp-"));
    try {
      mkdirSync(join(folder, "inner"));
      writeFileSync(join(folder, "inner", "a.ts"), "one");
      const first = sourceStamp(folder);
      assert.equal(sourceStamp(folder), first);
      utimesSync(join(folder, "inner", "a.ts"), 1, 1);
      const touched = sourceStamp(folder);
      assert.notEqual(touched, first);
      writeFileSync(join(folder, "b.ts"), "");
      assert.notEqual(sourceStamp(folder), touched);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("has a stamp for a folder that isn't there", async () => {
    const { sourceStamp } = await load<{ sourceStamp(folder: string): string }>("sourceStamp.cjs");
    assert.match(sourceStamp("/no/such/folder"), /^[0-9a-f]{64}$/);
  });
});

interface Counts {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

describe("counting tests", () => {
  it("sums over all suites in one closing line", async () => {
    const { closingLine } = await load<{ closingLine(results: Counts[]): string }>("testing/suites.mjs");
    const results = [
      { name: "unit", passed: 3, failed: 0, skipped: 0 },
      { name: "e2e", passed: 4, failed: 2, skipped: 0 },
    ];
    assert.equal(closingLine(results), "7 passed, 2 failed");
  });

  it("says once more at the end which tests failed, by suite", async () => {
    const { failureLines } = await load<{
      failureLines(results: { name: string; failures?: string[] }[]): string[];
    }>("testing/suites.mjs");
    const results = [
      { name: "types of packages" },
      { name: "unit", failures: [] },
      { name: "e2e", failures: ["a migration > ends: no such host", "a migration > begins: 1 !== 2"] },
    ];
    assert.deepEqual(failureLines(results), [
      "FAILED e2e: a migration > ends: no such host",
      "FAILED e2e: a migration > begins: 1 !== 2",
    ]);
  });

  it("counts a run that failed without a failed test as one failure", async () => {
    const { withExitCode } = await load<{ withExitCode(counts: Counts, failed: boolean): Counts }>(
      "testing/suites.mjs",
    );
    const counts = { name: "unit", passed: 3, failed: 0, skipped: 0 };
    assert.equal(withExitCode(counts, true).failed, 1);
    assert.equal(withExitCode(counts, false).failed, 0);
    assert.equal(withExitCode({ ...counts, failed: 2 }, true).failed, 2);
  });
});
