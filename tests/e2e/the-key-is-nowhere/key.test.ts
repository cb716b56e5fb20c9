import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesHolding, linesHolding } from "../../support/leaks";
import { API_KEY, PodIndexFixture } from "../../support/podIndexFixture";
import { Stack } from "../../support/stack";

/** Command lines of this process's children and theirs: tests beside this one may name the key. */
function processList(): string {
  const processes = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => processOf(pid) ?? []);
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const isOurs = (pid: string | undefined): boolean =>
    pid !== undefined && (pid === String(process.pid) || isOurs(parents.get(pid)));
  return processes
    .filter(({ pid }) => isOurs(pid))
    .map(({ commandLine }) => commandLine)
    .join("\n");
}

/** Undefined when it has ended meanwhile. */
function processOf(pid: string): { pid: string; parent: string; commandLine: string } | undefined {
  try {
    // `pid (name) state ppid`: a name may hold spaces and brackets (proc(5)).
    const [, parent = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return { pid, parent, commandLine: readFileSync(`/proc/${pid}/cmdline`, "utf8") };
  } catch {
    return undefined;
  }
}

describe("the API key is in no state file, preview, log, error, report or process list", () => {
  let fixture: PodIndexFixture;
  let stack: Stack;

  before(async () => {
    fixture = await PodIndexFixture.start();
    stack = await Stack.of(fixture, { phase: "assess" });
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  async function walk(): Promise<string> {
    const outputs: string[] = [];
    let processes = "";
    const sampling = setInterval(() => {
      processes += processList();
    }, 200);
    try {
      for (const phase of ["assess", "copy", "cutover"] as const) {
        stack.set({ phase });
        outputs.push(
          (await stack.run("preview", "--json", "--diff", `--save-plan=${join(stack.folder, "plan.json")}`)).output,
        );
        outputs.push((await stack.up("--diff", "--debug")).output);
      }
      stack.set({ phase: "retire" });
      outputs.push((await stack.run("preview", "--diff")).output);
      outputs.push((await stack.run("stack", "export")).output, (await stack.run("stack", "output", "--json")).output);
    } finally {
      clearInterval(sampling);
    }
    assert.ok(processes.includes("dynamic-provider"), "the process list was sampled while the provider ran");
    return outputs.join("\n") + processes;
  }

  it("can be found by this search where it is", () => {
    assert.ok(JSON.stringify(stack.env).includes(API_KEY));
    assert.deepEqual(filesHolding(stack.folder, "podIndex").length > 0, true);
  });

  it("with the key in the environment", async () => {
    assert.deepEqual(linesHolding(await walk(), API_KEY), []);
    assert.deepEqual(filesHolding(stack.folder, API_KEY), []);
    assert.ok(!JSON.stringify(fixture.emulator.journal).includes(API_KEY));
  });

  it("with a key that the service refuses: the error says what to do, and doesn't say the key", async () => {
    const wrong = "pcsk-wr0ng-k3y-000000";
    stack.env.PINECONE_API_KEY = wrong;
    stack.set({ phase: "copy" });
    for (const output of [(await stack.run("preview")).output, (await stack.refresh()).output]) {
      assert.match(output, /API_KEY_REFUSED/);
      assert.match(output, /PINECONE_API_KEY/);
      assert.ok(!output.includes(wrong));
    }
    assert.deepEqual(filesHolding(stack.folder, wrong), []);
    stack.env.PINECONE_API_KEY = API_KEY;
  });

  it("with the key as a secret of the stack's configuration", async () => {
    delete stack.env.PINECONE_API_KEY;
    stack.set({ phase: "cutover" });
    const set = await stack.run("config", "set", "--secret", "pinecone:apiKey", API_KEY);
    assert.equal(set.code, 0, set.output);
    const outputs = [await stack.run("preview", "--json", "--diff"), await stack.up("--diff"), await stack.refresh()];
    for (const { code, output } of outputs) {
      assert.equal(code, 0, output);
      assert.ok(!output.includes(API_KEY));
    }
    assert.deepEqual(filesHolding(stack.folder, API_KEY), []);
  });

  it("lets the environment win over the configuration: a rotated key reaches refresh", async () => {
    stack.env.PINECONE_API_KEY = "pcsk-other-key-111111";
    const { code, output } = await stack.refresh();
    assert.notEqual(code, 0);
    assert.match(output, /API_KEY_REFUSED/);
    stack.env.PINECONE_API_KEY = API_KEY;
    assert.equal((await stack.refresh()).code, 0);
  });
});
