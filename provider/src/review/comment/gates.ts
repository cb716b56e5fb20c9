import type { Gate } from "./gate";
import { code, md } from "./markdown";
import type { MigrationChange } from "./migrationChange";
import { goes } from "./plannedStep";
import {
  backlogGate,
  collectionGate,
  lastParityGate,
  logGate,
  parityAheadGate,
  proofGate,
  untouchedGate,
  writersGate,
} from "./recordGates";
import { notShown, protectionGate, trafficGate, writesAtSwitchGate, writesSinceSwitchGate } from "./trafficGates";

/** What must hold for the phase that is entered, and what is known of it. */
export function gatesOf(change: MigrationChange, now: number): Gate[] {
  const gates = GATES[change.move === "rollback" ? "rollback" : (change.becomes ?? "none")](change, now);
  return gates.filter((gate): gate is Gate => gate !== undefined);
}

type GatesOf = (change: MigrationChange, now: number) => (Gate | undefined)[];

const GATES: Readonly<Record<"assess" | "capture" | "copy" | "cutover" | "retire" | "rollback" | "none", GatesOf>> = {
  assess: (change, now) => [trafficGate(change, now), adoptedGate(change)],
  capture: (change, now) => [
    trafficGate(change, now),
    ...(change.move === "back" ? [podUntouchedGate(change)] : captureGates(change)),
  ],
  copy: (change, now) => [
    trafficGate(change, now),
    writersGate(change),
    logGate(change),
    podUntouchedGate(change),
    parityAheadGate(change, now),
  ],
  cutover: (change, now) => [
    trafficGate(change, now),
    ...(copiesToo(change) ? [writersGate(change), logGate(change)] : []),
    lastParityGate(change, now),
    backlogGate(change, now),
    parityAheadGate(change, now),
    writesAtSwitchGate(change),
    collectionGate(change),
    protectionGate(change),
  ],
  rollback: (change, now) => [trafficGate(change, now), writesSinceSwitchGate(change), keptGate(change)],
  retire: (change, now) => [
    trafficGate(change, now),
    proofGate(change, now),
    untouchedGate(),
    servingReadyGate(change),
    logGate(change),
    collectionGate(change),
  ],
  none: () => [],
};

/** A cutover that was jumped to begins the copy as well. */
function copiesToo({ was, move }: MigrationChange): boolean {
  return move === "begins" || was === "assess" || was === "capture";
}

function captureGates(change: MigrationChange): (Gate | undefined)[] {
  const { writes, pieces, podIndex } = change;
  if (writes === "paused") return [];
  const mode =
    writes === "deferred"
      ? md`go to the log only: readers don't see new writes before the cutover`
      : md`go to ${code(podIndex)} and to the log, once capture is deployed`;
  const logged: Gate = { name: "Writes", state: pieces.WriteLog === undefined ? "unknown" : "ahead", fact: mode };
  return [logged, writersGate(change)];
}

function adoptedGate(change: MigrationChange): Gate {
  const { pieces, podIndex, move } = change;
  const name = "Pod index";
  if (move === "back" && !goes(pieces.PodIndex))
    return { name, state: "proven", fact: md`${code(podIndex)} stays as it is` };
  if (pieces.PodIndex === undefined) return { name, state: "unknown", fact: notShown(change) };
  if (goes(pieces.PodIndex)) return { name, state: "failed", fact: md`${code(podIndex)} goes` };
  return { name, state: "proven", fact: md`${code(podIndex)} is only adopted: nothing is created or changed` };
}

function podUntouchedGate({ podIndex, pieces }: MigrationChange): Gate {
  const name = "Pod index";
  if (goes(pieces.PodIndex)) return { name, state: "failed", fact: md`${code(podIndex)} goes` };
  return {
    name,
    state: "proven",
    fact: md`${code(podIndex)} keeps every record: nothing is written to it by this`,
  };
}

function keptGate(change: MigrationChange): Gate {
  const { pieces, serverlessIndex = "serverless" } = change;
  const name = "Serverless index";
  const step = pieces.ServerlessIndex;
  if (step === undefined) return { name, state: "unknown", fact: notShown(change) };
  const kept = step.operation === "same" || step.operation === "update";
  const fact = kept
    ? md`${code(serverlessIndex)} is kept: the cutover can be made again`
    : md`${code(serverlessIndex)} goes`;
  return { name, state: kept ? "proven" : "failed", fact };
}

function servingReadyGate(change: MigrationChange): Gate {
  const { pieces, serverlessIndex = "serverless" } = change;
  const name = "Serverless index";
  const status = pieces.ServerlessIndex?.known.status;
  if (goes(pieces.ServerlessIndex)) return { name, state: "failed", fact: md`${code(serverlessIndex)} goes` };
  if (typeof status !== "string") return { name, state: "unknown", fact: notShown(change) };
  return { name, state: status === "Ready" ? "proven" : "failed", fact: md`${code(serverlessIndex)} is ${status}` };
}
