import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createDemoFolder, DemoExists, type DemoFolder, demoFolder, readNote, removeDemo, writeNote } from "./demoFolder";
import { type RunningEmulator, startEmulatorProcess } from "./emulatorProcess";
import { goOnByHand, PRACTICE_INDEX, PRACTICE_RECORDS } from "./goOnByHand";
import { connect, createPodIndex } from "./loadRecords";
import { PulumiFailed, pulumiIn } from "./pulumi";
import { ASKED_WORDS, askAll, compareAnswers, type Match, type Question, queryFor } from "./questions";
import { createStack, type MigrationOutput, readOutput, setPhase, stackVariables } from "./stack";
import { forReading, type Phase, WALK } from "./stackFile";
import { INTRODUCTION, STEP_TEXTS } from "./story";
import { seconds, type Terminal, table, terminalOn } from "./terminal";
import { NAMESPACES } from "./wordRecords";
import { loadWordVectors, type WordVectors } from "./wordVectors";

const POD_INDEX = "words";

export interface DemoOptions {
  readonly root: string;
  readonly cache: string;
  /** For child processes: has the Pulumi CLI on PATH. */
  readonly env: NodeJS.ProcessEnv;
  /** The folder that was put on PATH for it, if any. */
  readonly binDir: string | undefined;
  readonly records: number;
  readonly keep: boolean;
}

/** Something did not go as it must: told to the reader without a stack. */
class DemoFailed extends Error {}
/** Ctrl-C. */
class Interrupted extends Error {}

/** Ends what `--keep` left; gives the exit code. */
export async function endDemo(root: string): Promise<number> {
  const terminal = terminalOn(process.stdout, process.env);
  const folder = demoFolder(root);
  const note = readNote(folder);
  if (note?.kept === true) {
    removeDemo(folder);
    terminal.line("The demo's emulator is stopped, its folder and its stack file are removed.");
    return 0;
  }
  terminal.line("There is no kept demo.");
  return 0;
}
