import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "../../../provider/src/cli/program";
import { fileStore } from "../../../provider/src/writeLog/fileStore";
import { eachLogged } from "../../support/provider/loggedMigration";
import { MigrationRows } from "../../support/provider/migrationRows";
import { eachOnStage } from "../../support/provider/stage";

/** "600 report.json" of all that is below a folder, and of the folder itself as ".". */
async function modesBelow(folder: string): Promise<string[]> {
  const names = [".", ...(await readdir(folder, { recursive: true }))];
  const modes = names.map(async (name) => {
    const mode = await modeOf(join(folder, name));
    return mode === undefined ? [] : [`${(mode & 0o7777).toString(8)} ${name}`];
  });
  return (await Promise.all(modes)).flat().sort();
}

/** Undefined for a file that is gone by now: what the log has ready for its next file is removed after a while. */
async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Those that let somebody in who isn't the owner. */
async function laxBelow(folder: string): Promise<string[]> {
  return (await modesBelow(folder)).filter((each) => !/^[4-7]00 /.test(each));
}

/** Does it under a umask, as a shell or a service manager sets one. */
async function under<T>(umask: number, work: () => Promise<T>): Promise<T> {
  const before = process.umask(umask);
  try {
    return await work();
  } finally {
    process.umask(before);
  }
}

describe("files of the write log", () => {
  let place: string;
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), "podshift-modes-"));
  });
  afterEach(() => rm(place, { recursive: true, force: true, maxRetries: 5 }));

  const shared: readonly (readonly [mode: number, folder: string, file: string, whose: string])[] = [
    [0o755, "750", "640", "everybody may look into: its group may, others not"],
    [0o2770, "2770", "660", "a group may write to: the group's"],
    [0o700, "700", "600", "is its owner's"],
    [0o777, "777", "666", "everybody may write to: everybody's"],
  ];
  for (const umask of [0o000, 0o022, 0o077]) {
    for (const [mode, folder, file, whose] of shared) {
      it(`follow a folder that was there and that ${whose} (umask ${umask.toString(8).padStart(3, "0")})`, async () => {
        await chmod(place, mode);
        await under(umask, async () => {
          const store = fileStore(place);
          // One after another, so that the later ones are made before they are needed.
          for (const n of [1, 2, 3, 4]) await store.create(`segments/w/${n}.jsonl`, Buffer.from("a\n"));
          await store.put("writers/w.json", Buffer.from("{}\n"));
        });
        const made = (await modesBelow(place)).filter((each) => !/ \.$|\/\.[^/]*$/.test(each));
        const folders = ["segments", "segments/w", "writers"].map((name) => `${folder} ${name}`);
        const files = ["segments/w/1", "segments/w/2", "segments/w/3", "segments/w/4"].map((name) => `${name}.jsonl`);
        assert.deepEqual(made, [...folders, ...[...files, "writers/w.json"].map((name) => `${file} ${name}`)].sort());
        assert.equal((await stat(place)).mode & 0o7777, mode);
      });
    }
  }
});

describe("files of a whole migration", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);

  function run(...args: string[]): Promise<number> {
    const env = { PINECONE_API_KEY: "key", PINECONE_CONTROLLER_HOST: stage().emulator.url };
    const quiet = { out: () => undefined, err: () => undefined, isTerminal: false };
    return runCli(args, { ...quiet, env, signal: new AbortController().signal }, () => undefined);
  }

  for (const umask of [0o000, 0o022, 0o077]) {
    it(`are their owner's alone, whatever the umask is (${umask.toString(8).padStart(3, "0")})`, () =>
      under(umask, async () => {
        const { folder } = stage();
        const { rows, app } = await begin();
        await app.upsert({ records: [{ id: "a", values: [1, 2] }] });
        await rows.up("copy");
        const verify = ["verify", "docs", "docs-serverless", "--content", "all", "--settle", "50", "--queries", "2"];
        assert.equal(await run(...verify, "--output", folder, "--log", `file://${join(folder, "log")}`), 0);
        assert.equal(
          await run("report", "--log", `file://${join(folder, "log")}`, "--out", join(folder, "report.html")),
          0,
        );
        const modes = await modesBelow(folder);
        for (const kind of [
          /segments\/.*jsonl/,
          /control\//,
          /writers\//,
          /parity\/docs\.json$/,
          /verify\/docs\.jsonl/,
        ]) {
          assert.ok(
            modes.some((each) => kind.test(each)),
            `${kind}\n${modes.join("\n")}`,
          );
        }
        // The stage's own folder is a temporary one, made for its owner.
        assert.deepEqual(await laxBelow(folder), []);
      }));
  }

  it("are so in folders that others may look into", async () => {
    const { folder } = stage();
    for (const name of ["parity", "verify"]) {
      await mkdir(join(folder, name));
      await chmod(join(folder, name), 0o755);
    }
    await stage().podIndex();
    await under(0o022, async () => {
      await new MigrationRows(stage()).up("copy");
      const verify = ["verify", "docs", "docs-serverless", "--settle", "50", "--queries", "2", "--paused"];
      assert.equal(await run(...verify, "--output", folder), 0);
    });
    const lax = (await laxBelow(folder)).filter((each) => !/ (parity|verify)$/.test(each));
    assert.deepEqual(lax, []);
  });
});
