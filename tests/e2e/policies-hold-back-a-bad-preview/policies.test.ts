import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { API_KEY } from "../../support/podIndexFixture";
import { recorded } from "../../support/policy/recording";
import { runsPolicyPacks, shownToPack } from "../../support/policy/shown";
import { mirrored, paused, type Scene, sceneOf } from "../../support/policy/walks";

const PACK = resolve(__dirname, "..", "..", "..", "policy");

describe("policies hold back a bad preview", function () {
  this.timeout(600_000);
  let scene: Scene;

  before(async function () {
    scene = await sceneOf();
    if (await runsPolicyPacks(scene)) return;
    console.log(
      "    left out: this CLI's Node language host runs no policy packs; the rules are tested without it only",
    );
    this.skip();
  });

  after(async () => {
    scene?.stack.dispose();
    await scene?.fixture.stop();
  });

  /** A preview under the pack, which changes nothing whatever it says. */
  async function preview(config: Record<string, Record<string, unknown>> = {}) {
    const file = join(scene.stack.folder, "policyConfig.json");
    writeFileSync(file, JSON.stringify(config));
    const since = scene.fixture.emulator.journal.length;
    const { code, output } = await scene.stack.run("preview", "--policy-pack", PACK, "--policy-pack-config", file);
    assert.deepEqual(scene.fixture.changes(since), []);
    return { code, output, codes: codesIn(output) };
  }

  it("a log that begins with the collection is held back, and nothing is made by `up` either", async () => {
    const [step] = mirrored(scene.stack);
    assert.ok(step);
    scene.stack.set(step.entry);
    assert.deepEqual(await shownToPack(scene), recorded(step.name));
    const { code, codes, output } = await preview();
    assert.notEqual(code, 0, output);
    assert.deepEqual(codes, ["TRAFFIC_UNKNOWN", "WRITE_LOG_NOT_BEGUN"]);
    const since = scene.fixture.emulator.journal.length;
    const up = await scene.stack.run("up", "--yes", "--policy-pack", PACK);
    assert.notEqual(up.code, 0, up.output);
    assert.deepEqual(scene.fixture.changes(since), []);
  });

  for (const step of paused()) {
    it(`${step.name}: passes with advice only, over just what is recorded`, async () => {
      scene.stack.set(step.entry);
      assert.deepEqual(await shownToPack(scene), recorded(step.name));
      const { code, codes, output } = await preview();
      assert.equal(code, 0, output);
      assert.deepEqual(codes, ["TRAFFIC_UNKNOWN"]);
    });

    if (step.name === "paused-assess") {
      it("a region that isn't allowed is held back in the first preview", async () => {
        const { code, codes, output } = await preview({
          "region-allowed": { regions: ["eu-west-1"], clouds: ["aws"] },
        });
        assert.notEqual(code, 0, output);
        assert.deepEqual(codes, ["REGION_NOT_ALLOWED", "TRAFFIC_UNKNOWN"]);
      });

      it("a cost above the ceiling is held back; one below is not", async () => {
        const above = await preview({ "cost-below-ceiling": { maxMonthlyDollars: 0.01 } });
        assert.notEqual(above.code, 0, above.output);
        assert.deepEqual(above.codes, ["COST_ABOVE_CEILING", "TRAFFIC_UNKNOWN"]);
        const below = await preview({ "cost-below-ceiling": { maxMonthlyDollars: 100_000 } });
        assert.equal(below.code, 0, below.output);
      });

      it("a listed pod index that is not in the stack is missed", async () => {
        const { code, codes } = await preview({ "pod-index-not-dropped": { podIndexes: ["docs", "news"] } });
        assert.notEqual(code, 0);
        assert.deepEqual(codes, ["POD_INDEX_GONE", "TRAFFIC_UNKNOWN"]);
      });

      it("a rule can be made advice, or turned off, by its configuration", async () => {
        const regions = ["eu-west-1"];
        const advice = await preview({ "region-allowed": { enforcementLevel: "advisory", regions } });
        assert.equal(advice.code, 0, advice.output);
        assert.deepEqual(advice.codes, ["REGION_NOT_ALLOWED", "TRAFFIC_UNKNOWN"]);
        const off = await preview({
          "region-allowed": { enforcementLevel: "disabled", regions },
          "cost-known": { enforcementLevel: "disabled" },
        });
        assert.equal(off.code, 0, off.output);
        assert.deepEqual(off.codes, []);
      });

      it("a key in an input is held back, and the violation doesn't repeat it", async () => {
        scene.stack.set({ phase: "copy", serverless: { region: "us-east-1", tags: { note: API_KEY } } });
        const { code, codes, output } = await preview();
        assert.notEqual(code, 0, output);
        assert.ok(codes.includes("KEY_IN_PLAIN_TEXT"), output);
        for (const line of output.split("\n").filter((each) => each.includes("KEY_IN_PLAIN_TEXT"))) {
          assert.ok(!line.includes(API_KEY), line);
        }
      });

      it("the key in the stack's configuration is not", async () => {
        scene.stack.set(step.entry);
        const { code, output } = await scene.stack.run("config", "set", "--secret", "pinecone:apiKey", API_KEY);
        assert.equal(code, 0, output);
        const { codes } = await preview();
        assert.deepEqual(codes, ["TRAFFIC_UNKNOWN"]);
      });
    }

    if (step.name === "paused-retire") {
      it("a stale parity report is held back, and `up` leaves the pod index where it is", async () => {
        const config = { "retirement-proven": { maxAgeHours: 0.0001 } };
        const { code, codes, output } = await preview(config);
        assert.notEqual(code, 0, output);
        assert.deepEqual(codes, ["PARITY_STALE", "TRAFFIC_UNKNOWN"]);
        const file = join(scene.stack.folder, "policyConfig.json");
        const flags = ["--yes", "--skip-preview", "--policy-pack", PACK, "--policy-pack-config", file];
        const up = await scene.stack.run("up", ...flags);
        assert.notEqual(up.code, 0, up.output);
        assert.equal(await scene.fixture.exists("docs"), true);
      });

      it("a serverless index whose protection was lifted by hand is held back", async () => {
        const protection = (deletionProtection: "enabled" | "disabled") =>
          scene.fixture.pinecone.configureIndex({ name: "docs-serverless", deletionProtection });
        await protection("disabled");
        const { code, codes, output } = await preview();
        assert.notEqual(code, 0, output);
        assert.deepEqual(codes, ["SERVERLESS_NOT_PROTECTED", "TRAFFIC_UNKNOWN"]);
        await protection("enabled");
      });
    }

    if (!step.lookedOnly) {
      it(`${step.name}: \`up\` under the pack`, async () => {
        scene.stack.set(step.entry);
        const { code, output } = await scene.stack.run("up", "--yes", "--skip-preview", "--policy-pack", PACK);
        assert.equal(code, 0, output);
      });
    }
  }
});

/** The codes of the violations that a preview prints. */
function codesIn(output: string): string[] {
  return [...new Set([...output.matchAll(/\b([A-Z]{3,}(?:_[A-Z]+)+): /g)].map(([, code = ""]) => code))].sort();
}
