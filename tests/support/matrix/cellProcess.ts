// One process that runs cells, one after the other, on a stage of its own. Forked by run.ts: gets {upTo}, then {step, column}
// for each cell, answers {ready} once and {result} for each; ends when its parent disconnects.
import { type CellResult, runCell } from "./cell";
import { columnOf } from "./columns";
import { prepare } from "./prepare";
import { type Base, Stage } from "./stage";
import { stepOf } from "./steps";

export type ToCells =
  | { readonly upTo: Base; readonly root: string }
  | { readonly step: string; readonly column: string };
export type FromCells =
  | { readonly ready: true }
  | { readonly result: CellResult }
  | { readonly failed: string; readonly step: string; readonly column: string };

let stage: Stage | undefined;
let last: Promise<void> = Promise.resolve();

function tell(message: FromCells): void {
  process.send?.(message);
}

async function take(message: ToCells): Promise<void> {
  if ("upTo" in message) {
    stage = await Stage.start(message.root);
    await prepare(stage, message.upTo);
    return tell({ ready: true });
  }
  if (stage === undefined) throw new Error("a cell came before its stage");
  const { step, column } = message;
  try {
    tell({ result: await runCell(stage, stepOf(step), columnOf(column)) });
  } catch (error) {
    tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error), step, column });
    // The command of the cell may still run, and would take part in the next one.
    stage.endCommand();
    fail(error);
  }
}

process.on("message", (message: ToCells) => {
  last = last.then(() => take(message)).catch((error: unknown) => fail(error));
});
process.once("disconnect", () => {
  void last.then(() => stage?.dispose()).finally(() => process.exit(0));
});
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    stage?.endCommand();
    void (stage?.dispose() ?? Promise.resolve()).finally(() => process.exit(1));
  });
}
process.on("unhandledRejection", fail);

function fail(error: unknown): void {
  console.error(error);
  void (stage?.dispose() ?? Promise.resolve()).finally(() => process.exit(1));
}
