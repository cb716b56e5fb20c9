import { ComponentResource, type ComponentResourceOptions, type Output, type Resource, runtime } from "@pulumi/pulumi";
import { ActiveIndex } from "../resources/activeIndex";
import { CatchUp } from "../resources/catchUp";
import { Collection } from "../resources/collection";
import { ParityCheck } from "../resources/parityCheck";
import { PodIndex } from "../resources/podIndex";
import { PodRetirement } from "../resources/podRetirement";
import { Preflight } from "../resources/preflight";
import { ServerlessIndex } from "../resources/serverlessIndex";
import { WriteLog } from "../resources/writeLog";
import { COMPONENT_TOKEN } from "../tokens";
import { type MigrationConfig, type MigrationSettings, readMigration } from "./migrationConfig";
import { MigrationsOfPrograms } from "./migrationsOfPrograms";
import { PHASE_PLANS, type Phase, type PhasePlan } from "./phase";

const migrations = new MigrationsOfPrograms();

/** What a migration tells the outside: which index serves, and where. */
export interface MigrationSummary {
  /** As the stack file says. */
  readonly phase: Phase;
  /** Which index serves: `pod` or `serverless`. */
  readonly active: Output<string>;
  /** Name of the index that serves. */
  readonly index: Output<string>;
  /** Where it is reached. */
  readonly host: Output<string>;
  /** The verdict of the last parity check; from `copy` on. */
  readonly parity?: Output<string>;
}

/**
 * One migration of a pod index to serverless, in the phase that the stack file names. Changing `phase` is the whole use
 * of it: the resources that exist, and the preview that reviewers read, follow from it.
 *
 * @example
 * new PodToServerlessMigration("docs", {
 *   podIndex: "docs",
 *   serverless: { name: "docs-serverless", region: "us-east-1" },
 *   writeLog: "file:///srv/podshift/docs",
 *   phase: "copy",
 * });
 */
export class PodToServerlessMigration extends ComponentResource {
  /** For outputs of the stack, and for other resources. */
  readonly summary: MigrationSummary;

  /**
   * @throws ConfigurationError when an argument is wrong, its write mode isn't built, or another migration of the program
   * has an index, a log or a collection of this one
   */
  constructor(name: string, args: MigrationConfig, options?: ComponentResourceOptions) {
    super(COMPONENT_TOKEN, name, {}, options);
    const settings = readMigration(args);
    migrations.add(runtime.getStackResource(), settings);
    const plan = PHASE_PLANS[settings.phase];
    const build = builder(this, name, settings);

    const preflight = build.preflight();
    const podIndex = build.podIndex(plan, [preflight]);
    const log = build.writeLog(plan, [preflight, ...podIndex]);
    const before = [preflight, ...podIndex, ...log];
    const copy = plan.copy ? build.copy(plan, log, before) : undefined;
    const copied = copy === undefined ? [] : [copy.collection, copy.serverless, ...copy.catchUp, copy.parity];
    const active = build.activeIndex(plan, copy?.parity, [...before, ...copied]);
    if (plan.podIndex === "gone" && copy !== undefined) {
      build.retirement(copy.parity, active, [preflight, active, ...copied]);
    }

    this.summary = {
      phase: settings.phase,
      active: active.active,
      index: active.name,
      host: active.host,
      ...(copy === undefined ? {} : { parity: copy.parity.verdict }),
    };
    this.registerOutputs(this.summary);
  }
}

function builder(parent: PodToServerlessMigration, name: string, settings: MigrationSettings) {
  const { podIndex, collection, serverless, phase, writes, writeLog } = settings;
  const indexes = { podIndex, serverlessIndex: serverless.name };
  const logged = writes === "paused" || writeLog === undefined ? undefined : { url: writeLog, writes };
  /** Hidden: where the log is, for those who ask it who serves. */
  const hiddenLog = logged === undefined ? {} : { __log: logged };

  return {
    preflight(): Preflight {
      const { limits, workload, pricing, acknowledge, parity } = settings;
      const { cloud, region, tags, readCapacity } = serverless;
      const asked = {
        ...{ phase, ...indexes, cloud, region, collection, writes, limits },
        ...(workload === undefined ? {} : { workload }),
        ...(pricing === undefined ? {} : { pricing }),
      };
      const hidden = {
        __acknowledge: acknowledge,
        __tags: tags,
        __parity: { content: parity.content, queries: parity.queries },
        ...(readCapacity === undefined ? {} : { __readNodes: readCapacity }),
      };
      return new Preflight(name, { ...asked, ...hiddenLog, ...hidden }, { parent });
    },

    /** `retainOnDelete` is for the reader of a preview; what happens to the pod index is decided by its tag. */
    podIndex(plan: PhasePlan, dependsOn: Resource[]): PodIndex[] {
      if (plan.podIndex === "gone") return [];
      const guarded = plan.podIndex === "guarded";
      const args = { name: podIndex, guarded, ...hiddenLog };
      return [new PodIndex(name, args, { parent, dependsOn, retainOnDelete: !guarded })];
    },

    writeLog(plan: PhasePlan, dependsOn: Resource[]): WriteLog[] {
      if (!plan.log || logged === undefined) return [];
      const discard = settings.acknowledge.includes("DEFERRED_WRITES_LOST");
      return [new WriteLog(name, { ...logged, podIndex, times: timesOf(settings), discard }, { parent, dependsOn })];
    },

    copy(plan: PhasePlan, log: WriteLog[], dependsOn: Resource[]) {
      const retainOnDelete = plan.podIndex === "gone";
      const saved = new Collection(
        `${name}-collection`,
        { name: collection, source: podIndex, timeoutMinutes: settings.timeouts.collectionMinutes, ...hiddenLog },
        { parent, dependsOn, retainOnDelete },
      );
      const made = new ServerlessIndex(
        `${name}-serverless`,
        {
          ...serverless,
          podIndex,
          collection,
          timeoutMinutes: settings.timeouts.serverlessMinutes,
          ...hiddenLog,
          __phase: phase,
        },
        { parent, dependsOn: [...dependsOn, saved], retainOnDelete },
      );
      const catchUp = log.map((each) => this.catchUp(plan, each, saved, made, [...dependsOn, saved, made]));
      const parity = this.parityCheck(plan, saved, made, [...dependsOn, saved, made, ...catchUp]);
      return { collection: saved, serverless: made, catchUp, parity };
    },

    catchUp(plan: PhasePlan, log: WriteLog, saved: Collection, made: ServerlessIndex, dependsOn: Resource[]): CatchUp {
      return new CatchUp(
        name,
        {
          for: plan.active === "serverless" ? "cutover" : "copy",
          ...indexes,
          log: log.log,
          host: made.host,
          askedAt: saved.askedAt,
          ...hiddenLog,
        },
        { parent, dependsOn },
      );
    },

    parityCheck(plan: PhasePlan, saved: Collection, made: ServerlessIndex, dependsOn: Resource[]): ParityCheck {
      const { content, queries, seed, settleSeconds, minOverlap, minRecall, recordsPerSecond } = settings.parity;
      const forCutover = plan.active === "serverless";
      return new ParityCheck(
        name,
        {
          for: forCutover ? "cutover" : "copy",
          ...indexes,
          host: made.host,
          askedAt: saved.askedAt,
          content: forCutover ? "all" : content,
          queries,
          seed,
          ...(minOverlap === undefined ? {} : { minOverlap }),
          ...(minRecall === undefined ? {} : { minRecall }),
          reports: settings.reports,
          ...hiddenLog,
          __settle: settleSeconds * 1000,
          ...(recordsPerSecond === undefined ? {} : { __recordsPerSecond: recordsPerSecond }),
        },
        { parent, dependsOn },
      );
    },

    activeIndex(plan: PhasePlan, parity: ParityCheck | undefined, dependsOn: Resource[]): ActiveIndex {
      return new ActiveIndex(
        name,
        {
          active: plan.active,
          ...indexes,
          __phase: phase,
          __acknowledge: settings.acknowledge,
          ...hiddenLog,
          __hold: settings.timing.holdSeconds * 1000,
          ...(parity === undefined ? {} : { __parity: parity.proof }),
        },
        { parent, dependsOn },
      );
    },

    /** With a log the proof is the switch's own: the records written until the fence are in it. */
    retirement(parity: ParityCheck, active: ActiveIndex, dependsOn: Resource[]): PodRetirement {
      const proof = logged === undefined ? parity.proof : active.proof;
      return new PodRetirement(name, { ...indexes, collection, __parity: proof, ...hiddenLog }, { parent, dependsOn });
    },
  };
}

/** Seconds of the stack file as the log's milliseconds; what is left out follows from the pod index. */
function timesOf({ timing }: MigrationSettings): Record<string, number> {
  const { leaseSeconds, fenceSeconds, settleSeconds, lateSeconds } = timing;
  const given = { leaseMs: leaseSeconds, fenceMs: fenceSeconds, settleMs: settleSeconds, lateMs: lateSeconds };
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, seconds]) => (seconds === undefined ? [] : [[key, seconds * 1000]])),
  );
}
