import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { hadNoRoom, isKilled, type Proof, wasAnswered, wasCutOff, wasSilentFor, wasTold } from "./evidence";
import type { Flags, Gate } from "./gate";
import { POD, type Stage } from "./stage";
import type { Step } from "./steps";

/** What a fault may lay hands on, while a step waits to begin. */
export interface Scene {
  readonly stage: Stage;
  readonly step: Step;
  readonly gate: Gate;
  /** The CLI. */
  readonly up: ChildProcess;
  /** The provider's process, which waits at the step. */
  readonly provider: number;
}

export interface Strike {
  /** That it went wrong, and where it was to: asked once the cause is gone. A fault that nobody met proves nothing. */
  readonly proof: Proof;
  /** What goes wrong inside the provider's process. */
  readonly flags?: Flags;
  /** Takes the cause away: once `up` has ended, or after as long as the column says. */
  undo?(): Promise<void>;
  /** Milliseconds after which the cause goes away by itself, if `up` still runs. */
  readonly lastsMs?: number;
}

/** How a user goes on, once the cause is gone. */
export type GoOn = "same up" | "after a killed up" | "refresh and up" | "without a pod index";

export interface Column {
  readonly name: string;
  readonly title: string;
  /** What exactly is done. */
  readonly how: string;
  /** Why it can't strike at this step: a key of REASONS. */
  notAt(step: Step): Reason | undefined;
  strike(scene: Scene): Promise<Strike>;
  readonly goOn: (step: Step) => GoOn;
  /** Milliseconds by which reads of the serverless index may lag, as the application knows; some dozen unless said otherwise. */
  readonly lagMs?: number;
}

export const REASONS = {
  w: "no application writes yet",
  l: "the step is a write of the log or of a record: what happens to the service strikes the next request, a step of its own",
  r: "the step is a request: it writes neither log nor record",
  m: "the step makes nothing that takes a while, or that a quota counts",
  c: "the step changes nothing that a later read of this run could fail to show",
  t: "the step takes no lease, waits for nothing and sets no fence",
  o: "only the index that serves exists",
  g: "the step only reads: killed there is killed before the next step, and reset after it is reset before it",
} as const;
export type Reason = keyof typeof REASONS;

/** Milliseconds: the storm; the network's minute, shortened as the leases are. */
export const STORM_MS = 12_000;
export const LOST_MS = 6_000;
export const DOWN_MS = 1_000;
export const STALE_MS = 3_000;
const AHEAD_MS = 5 * 60_000;
/** Requests beside each other that a fault of one may strike as well. */
const BESIDE = 4;

/** What these change is read by nobody within the next seconds. */
const UNSEEN = /^rollback\.(last-round-written|.*-released)$/;

const never = () => undefined;
const onWrites = ({ pin }: Step): Reason | undefined => (pin.kind === "write" ? undefined : "r");
const onRequests = ({ pin }: Step): Reason | undefined => (pin.kind === "request" ? undefined : "l");
/** Requests that change nothing. */
const reads = ({ pin }: Step): boolean =>
  pin.kind === "request" && (pin.method === "GET" || /stats|query/.test(pin.path));
const onChanges = (step: Step): Reason | undefined => (reads(step) ? "g" : undefined);
const hasWriter = ({ walk }: Step): boolean => walk !== "assess" && walk !== "capture";
const again = (): GoOn => "same up";
const killed = (): GoOn => "after a killed up";

export const COLUMNS: readonly Column[] = [
  {
    name: "kill-up",
    title: "kill `up`",
    how: "`kill -9` of the Pulumi CLI as the step begins; the provider's process sees it within half a second",
    notAt: onChanges,
    goOn: killed,
    strike: async ({ up }) => {
      up.kill("SIGKILL");
      return { proof: isKilled };
    },
  },
  {
    name: "kill-both",
    title: "kill both",
    how: "`kill -9` of the CLI and of the provider's process before the step's effect: a machine that goes away",
    notAt: never,
    goOn: killed,
    strike: async ({ up, provider }) => {
      up.kill("SIGKILL");
      process.kill(provider, "SIGKILL");
      return { proof: isKilled };
    },
  },
  {
    name: "kill-writer",
    title: "kill a writer",
    how: "`kill -9` of the application's process; another one goes on in its place after a second",
    notAt: (step) => (hasWriter(step) ? undefined : "w"),
    goOn: again,
    strike: async ({ stage, gate }) => {
      const hadWriter = stage.hasWriter;
      await stage.killWriter();
      const back = stage.startWriter(gate, true);
      return { proof: () => hadWriter, undo: () => back };
    },
  },
  {
    name: "kill-service",
    title: "kill the service",
    how: "`kill -9` of the service before the step's effect; it is back a second later, with all it had answered",
    notAt: onRequests,
    goOn: again,
    strike: async ({ stage }) => {
      await stage.emulator.kill();
      return { proof: wasCutOff, lastsMs: DOWN_MS, undo: () => stage.emulator.restart() };
    },
  },
  storm("429", "429 storm", { kind: "refuse", status: 429 }, "every request of everybody is answered 429 for 12 s"),
  storm("5xx", "5xx", { kind: "refuse", status: 503 }, "every request of everybody is answered 503 for 12 s"),
  once(
    "reset-before",
    "reset before",
    { kind: "reset", when: "before" },
    "the step's request is reset without an effect",
  ),
  once(
    "reset-after",
    "reset after",
    { kind: "reset", when: "after" },
    "the step's request has its effect and is reset",
  ),
  {
    name: "time-out",
    title: "time-out",
    how: "the step's request has its effect; its answer never comes: the client waits for 60 s without a byte",
    notAt: onRequests,
    goOn: again,
    strike: async () => ({ proof: wasTold("no-answer"), flags: { noAnswer: true } }),
  },
  {
    name: "stuck",
    title: "stuck state",
    how: "what the step makes stays `Initializing` (`timeouts` is 1 minute), what it deletes `Terminating` (the clock jumps over its 30 minutes); before the next command the service gets over it",
    notAt: ({ makes }) => (makes === undefined ? "m" : undefined),
    goOn: again,
    strike: async ({ stage, step }) => {
      if (step.makes === "deletion") {
        const flags = { terminating: `/indexes/${POD}`, aheadMs: 31 * 60_000, aheadAfterMs: 2_000 };
        return { proof: wasTold("terminating"), flags };
      }
      const rule = { method: "POST", path: step.makes === "collection" ? "/collections" : "/indexes" };
      await stage.emulator.setFaults({ rules: [{ ...rule, count: 1, fault: { kind: "stuck" } }] });
      let times = 0;
      return {
        proof: () => times > 0,
        undo: async () => {
          times = await struckIn(stage);
          await stage.emulator.clearFaults();
          await stage.emulator.restart();
        },
      };
    },
  },
  {
    name: "stale",
    title: "stale read",
    lagMs: STALE_MS,
    how: "for 3 s descriptions are those from before the step, and reads of the serverless index don't show what was written",
    notAt: (step) => (step.pin.kind === "request" && !reads(step) && !UNSEEN.test(step.name) ? undefined : "c"),
    goOn: again,
    strike: async ({ stage }) => {
      const fault = { kind: "late", ms: STALE_MS };
      const index = `${POD}-serverless`;
      await stage.emulator.setFaults({ rules: [{ plane: "data", method: "POST", index, path: "/vectors/*", fault }] });
      let times = 0;
      return {
        proof: (seen) => times > 0 || wasTold("stale")(seen),
        flags: { staleMs: STALE_MS },
        lastsMs: STALE_MS,
        undo: async () => {
          times = await struckIn(stage);
          await stage.emulator.clearFaults();
        },
      };
    },
  },
  {
    name: "full-disk",
    title: "full disk",
    how: "every write of the log and of the records, by `up` and by the application, answers `ENOSPC` until `up` has ended (a preloaded module answers it)",
    notAt: onWrites,
    goOn: again,
    strike: async ({ gate }) => {
      gate.fillDisk();
      return { proof: hadNoRoom, undo: async () => gate.makeRoom() };
    },
  },
  {
    name: "clock",
    title: "clock skew",
    how: "the clock of `up` jumps 5 minutes ahead as the step begins",
    notAt: (step) => (step.pin.kind === "write" || /wait|gone/.test(step.name) ? undefined : "t"),
    goOn: again,
    strike: async () => ({ proof: wasTold("ahead"), flags: { aheadMs: AHEAD_MS } }),
  },
  {
    name: "network",
    title: "lost network",
    how: "nobody gets an answer for 6 s: a minute, shortened as the leases are; connections stay open",
    notAt: onRequests,
    goOn: again,
    strike: async ({ stage }) => {
      stage.emulator.signal("SIGSTOP");
      const undo = async () => stage.emulator.signal("SIGCONT");
      return { proof: wasSilentFor(LOST_MS / 2), lastsMs: LOST_MS, undo };
    },
  },
  {
    name: "key",
    title: "revoked key",
    how: "the service refuses the key of `up` from the step on; the next command has a new one",
    notAt: onRequests,
    goOn: again,
    strike: async () => ({ proof: wasAnswered(401), flags: { revokedKey: true } }),
  },
  {
    name: "quota",
    title: "quota",
    how: "20 serverless indexes exist already, or no collection is allowed; before the next command there is room",
    notAt: ({ makes }) => (makes === "collection" || makes === "index" ? undefined : "m"),
    goOn: again,
    strike: async ({ stage, step }) => {
      if (step.makes === "collection") return { proof: wasTold("quota"), flags: { quota: "POST /collections" } };
      const names = Array.from({ length: 20 }, (_, n) => `other-${n}`);
      const spec = { serverless: { cloud: "aws" as const, region: "us-east-1" } };
      await Promise.all(
        names.map((name) => stage.pinecone.createIndex({ name, dimension: 4, metric: "cosine", spec })),
      );
      const undo = async () => void (await Promise.all(names.map((name) => stage.pinecone.deleteIndex(name))));
      return { proof: wasAnswered(403), undo };
    },
  },
  {
    name: "deleted",
    title: "index deleted",
    how: "somebody deletes the index that doesn't serve, its protection lifted by hand",
    notAt: (step) => (step.idle === undefined ? "o" : onRequests(step)),
    goOn: ({ idle, walk }) => (idle !== POD ? "refresh and up" : walk === "retire" ? "same up" : "without a pod index"),
    strike: async ({ stage, step }) => {
      const name = step.idle ?? POD;
      await stage.pinecone.configureIndex({ name, deletionProtection: "disabled" });
      await stage.pinecone.deleteIndex(name);
      await delay(20);
      const isGone = !(await stage.inService()).indexes.includes(name);
      return { proof: () => isGone };
    },
  },
];

/** @throws Error for a name that no column has */
export function columnOf(name: string): Column {
  const found = COLUMNS.find((column) => column.name === name);
  if (found === undefined) throw new Error(`no column ${name}; known: ${COLUMNS.map((each) => each.name).join(", ")}`);
  return found;
}

function storm(name: string, title: string, fault: { kind: "refuse"; status: number }, how: string): Column {
  return {
    ...{ name, title, how, notAt: onRequests, goOn: again },
    strike: async ({ stage }) => {
      await stage.emulator.setFaults({ rules: [{ fault }] });
      return { proof: wasAnswered(fault.status), lastsMs: STORM_MS, undo: () => stage.emulator.clearFaults() };
    },
  };
}

/** The next request that fits is the one that waits. */
function once(name: string, title: string, fault: object, how: string): Column {
  const notAt = (step: Step) => onRequests(step) ?? (name === "reset-after" ? onChanges(step) : undefined);
  return {
    ...{ name, title, how, notAt, goOn: again },
    strike: async ({ stage, step: { pin } }) => {
      const path = pin.path.replace(/^\^|\$$/g, "");
      const paths = path.includes("|") ? ["/vectors/upsert", "/vectors/delete"] : [path];
      const where = pin.index === undefined ? {} : { plane: "data", index: pin.index };
      // Of records there are several requests at once: the one that waits must not come too late for its fault.
      const count = /^\/(vectors|query)/.test(path) ? BESIDE : 1;
      const rule = { method: pin.method, ...where, count, fault };
      await stage.emulator.setFaults({ rules: paths.map((each) => ({ ...rule, path: each })) });
      return { proof: wasCutOff, undo: () => stage.emulator.clearFaults() };
    },
  };
}

/** How often the emulator's faults struck, whomever. */
async function struckIn({ emulator }: Stage): Promise<number> {
  return (await emulator.struck()).reduce((sum, times) => sum + times, 0);
}
