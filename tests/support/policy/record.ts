// Records what policies are shown in previews of our own stacks: `npx ts-node -T tests/support/policy/record.ts`, with the
// CLI on PATH and podshift built. It takes that from `preview --json`, which every CLI can; that policies are shown just
// this, the e2e test policies-hold-back-a-bad-preview proves with a CLI that runs policy packs.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { RECORDED, recordingFile } from "./recording";
import { shownInJson } from "./shown";
import { inScene, mirrored, paused, walk } from "./walks";

const ROOT = resolve(__dirname, "..", "..", "..");

async function record(): Promise<void> {
  const missing = new Set<string>(RECORDED);
  for (const steps of [paused, mirrored]) {
    await inScene(steps, (scene, walked) =>
      walk(scene, walked, async ({ name }) => {
        writeFileSync(recordingFile(name), JSON.stringify(await shownInJson(scene)));
        missing.delete(name);
        console.log(name);
      }),
    );
  }
  if (missing.size > 0) throw new Error(`not recorded: ${[...missing].join(", ")}`);
  const biome = join(ROOT, "node_modules", "@biomejs", "biome", "bin", "biome");
  execFileSync(process.execPath, [biome, "format", "--write", join(__dirname, "recorded")], { cwd: ROOT });
}

void record();
