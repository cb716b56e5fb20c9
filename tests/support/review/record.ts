// Records the previews that the golden tests of the pull-request comment rest on: real `pulumi preview --json` of
// podshift's own stacks against the emulator. Run by hand, from the top level, with the Pulumi CLI on PATH and podshift
// built: npx ts-node -T tests/support/review/record.ts && npx biome check --write tests/unit/review; then UPDATE_GOLDEN=1
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Pinecone } from "@pinecone-database/pinecone";
import { captureWrites, endCapture } from "../../../provider/src/capture";
import { InlineStack } from "../inlineStack";
import { API_KEY, PodIndexFixture } from "../podIndexFixture";
import type { Entry } from "../stack";
import { normalised } from "./normalise";

const FOLDER = process.argv[2] ?? join(__dirname, "..", "..", "unit", "review", "comment", "fixtures");

class Recorder {
  private constructor(
    readonly fixture: PodIndexFixture,
    readonly stack: InlineStack,
  ) {}

  static async start(): Promise<Recorder> {
    const fixture = await PodIndexFixture.start();
    return new Recorder(fixture, await InlineStack.of(fixture, { phase: "assess" }));
  }

  /** The entry of a migration under a write log. */
  logged(phase: Entry["phase"], more: Partial<Entry> = {}): Entry {
    return { phase, writes: "mirrored", writeLog: this.log, ...more };
  }

  get log(): string {
    return `file://${join(this.stack.folder, "log")}`;
  }

  async reach(...entries: Entry[]): Promise<void> {
    this.stack.set(...entries);
    const { code, output } = await this.stack.up();
    if (code !== 0) throw new Error(output);
  }

  /** Previews the stack file, which must end well or not, and writes what it printed. */
  async record(name: string, ends: "well" | "refused", ...entries: Entry[]): Promise<void> {
    this.stack.set(...entries);
    const { code, output } = await this.stack.preview("--show-sames");
    if ((code === 0) !== (ends === "well")) throw new Error(`${name} ended with ${code}\n${output}`);
    const kept = normalised(JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)), {
      [this.log]: "file:///srv/podshift/docs",
    });
    writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(kept, undefined, 2)}\n`);
    console.log(`recorded ${name}`);
  }

  /** An application that writes through capture. */
  async application() {
    const client = new Pinecone({ apiKey: API_KEY, controllerHostUrl: this.fixture.emulator.url, maxRetries: 0 });
    const { host } = await client.describeIndex(this.fixture.name);
    const index = client.index({ host });
    return captureWrites(index, { log: this.log, connect: (place) => client.index({ host: place.host }), name: "api" });
  }

  async stop(): Promise<void> {
    this.stack.dispose();
    await this.fixture.stop();
  }
}

/** One migration under a write log, from the first preview to the last. */
async function recordWalk(recorder: Recorder): Promise<void> {
  const { stack } = recorder;
  await recorder.record("assess", "well", recorder.logged("assess"));
  await recorder.reach(recorder.logged("assess"));
  await recorder.record("capture", "well", recorder.logged("capture"));
  await recorder.reach(recorder.logged("capture"));
  await recorder.record("blocker", "refused", recorder.logged("copy"));
  const app = await recorder.application();
  try {
    await app.upsert({ records: [{ id: "written", values: [1, 2, 3, 4] }] });
    await recorder.record("copy", "well", recorder.logged("copy"));
    await recorder.reach(recorder.logged("copy"));
    await recorder.record("unchanged", "well", recorder.logged("copy"));
    await recorder.record("backToCapture", "well", recorder.logged("capture"));
    await recorder.record("cutover", "well", recorder.logged("cutover"));
    await recorder.reach(recorder.logged("cutover"));
    await recorder.record("rollback", "well", recorder.logged("copy"));
    await recorder.record("retire", "well", recorder.logged("retire"));
    await recorder.record("forbiddenJump", "refused", recorder.logged("capture"));
    stack.setRaw([]);
    await recorder.record("removedInCutover", "well");
  } finally {
    await endCapture(app);
  }
}

/** Parity finds a difference in `copy`; the cutover is previewed all the same. */
async function recordDifference(recorder: Recorder): Promise<void> {
  await recorder.reach({ phase: "copy" });
  const index = await recorder.fixture.index("docs-serverless");
  await index.update({ id: "record-3", metadata: { n: 4 } });
  recorder.stack.set({ phase: "copy", parity: { settleSeconds: 0.3, seed: 2 } });
  const { code } = await recorder.stack.up();
  if (code === 0) throw new Error("no difference was found");
  await recorder.record("difference", "well", { phase: "cutover", parity: { settleSeconds: 0.3, seed: 2 } });
}

/** Thirty migrations, each with a phase of its own. */
async function recordMany(recorder: Recorder): Promise<void> {
  const names = Array.from({ length: 30 }, (_, at) => (at === 0 ? "docs" : `index-${String(at).padStart(2, "0")}`));
  for (const name of names.slice(1)) await recorder.fixture.addPodIndex(name);
  const was = (at: number): Entry["phase"] => (at < 2 ? "cutover" : at < 6 ? "copy" : "assess");
  const becomes = (at: number): Entry["phase"] =>
    at === 1 ? "retire" : at === 0 ? "copy" : at < 4 ? "cutover" : at < 10 ? "copy" : "assess";
  const entries = (phase: (at: number) => Entry["phase"]) =>
    names.map((podIndex, at) => ({ podIndex, phase: phase(at) }));
  await recorder.reach(...entries(was));
  await recorder.record("many", "well", ...entries(becomes));
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const scene of [recordWalk, recordDifference, recordMany]) {
    const recorder = await Recorder.start();
    try {
      await scene(recorder);
    } finally {
      await recorder.stop();
    }
  }
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
