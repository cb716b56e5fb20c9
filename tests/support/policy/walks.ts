import { join } from "node:path";
import { InlineStack } from "../inlineStack";
import { PodIndexFixture } from "../podIndexFixture";
import { type Entry, Stack } from "../stack";
import type { RecordingName } from "./recording";

/** One step of a walk through the phases: the preview of an entry is looked at; then `up`. */
export interface Step {
  readonly name: RecordingName;
  readonly entry: Entry;
  /** No `up` follows. */
  readonly lookedOnly?: true;
}

/** What a walk is made in. */
export interface Scene {
  readonly fixture: PodIndexFixture;
  readonly stack: Stack;
}

/** Short spans: no writer is there that could be late. */
const TIMING = { leaseSeconds: 1, fenceSeconds: 3, settleSeconds: 0, lateSeconds: 0.2 };

export function paused(): Step[] {
  return [
    { name: "paused-assess", entry: { phase: "assess" } },
    { name: "paused-copy", entry: { phase: "copy" } },
    { name: "paused-cutover", entry: { phase: "cutover" } },
    { name: "paused-retire", entry: { phase: "retire" } },
    { name: "paused-retired", entry: { phase: "retire" }, lookedOnly: true },
  ];
}

export function mirrored({ folder }: Stack): Step[] {
  const entry = (phase: Entry["phase"]): Entry => ({
    phase,
    writes: "mirrored",
    writeLog: `file://${join(folder, "log")}`,
    timing: TIMING,
    acknowledge: ["NO_LIVE_WRITER"],
  });
  return [
    { name: "mirrored-copy-at-once", entry: entry("copy"), lookedOnly: true },
    { name: "mirrored-capture", entry: entry("capture") },
    { name: "mirrored-copy", entry: entry("copy") },
    { name: "mirrored-cutover", entry: entry("cutover") },
    { name: "mirrored-retire", entry: entry("retire") },
  ];
}

/** A new pod index, and a stack for it; InlineStack is faster. */
export async function sceneOf(kind: typeof Stack = Stack): Promise<Scene> {
  const fixture = await PodIndexFixture.start();
  return { fixture, stack: await kind.of(fixture, { phase: "assess" }) };
}

/** A new scene, and the steps for it; gone at the end. */
export async function inScene(
  steps: (stack: Stack) => Step[],
  use: (scene: Scene, steps: readonly Step[]) => Promise<void>,
): Promise<void> {
  const scene = await sceneOf(InlineStack);
  try {
    await use(scene, steps(scene.stack));
  } finally {
    scene.stack.dispose();
    await scene.fixture.stop();
  }
}

/** Looks at each step's preview, then takes the step. */
export async function walk(
  { stack }: Scene,
  steps: readonly Step[],
  look: (step: Step) => Promise<void>,
): Promise<void> {
  for (const step of steps) {
    stack.set(step.entry);
    await look(step);
    if (!step.lookedOnly) await stack.reach(step.entry.phase, step.entry);
  }
}
