import { BASES, type Base, type Phase, type Stage } from "./stage";

/** Walks to the last starting state that is asked for, with the real CLI, and keeps each on the way. */
export async function prepare(stage: Stage, upTo: Base): Promise<void> {
  const missing = BASES.slice(1, BASES.indexOf(upTo) + 1).filter((base) => !stage.bases.includes(base));
  const before = BASES[BASES.indexOf(missing[0] ?? "none") - 1];
  if (before !== undefined) await stage.restore(before);
  for (const base of missing) {
    const phase = base as Phase;
    const writes = phase === "copy" || phase === "cutover";
    if (writes) await stage.startWriter();
    stage.set(phase);
    const { code, output } = await stage.stack.up();
    if (code !== 0) throw new Error(`the starting state ${base} can't be made: up ended with ${code}\n${output}`);
    const trouble = await stage.quiet();
    if (trouble !== "") throw new Error(`the starting state ${base} can't be made: ${trouble}`);
    await stage.keep(base);
  }
}
