import { ComponentResource, type ComponentResourceOptions, type Output, type Resource } from "@pulumi/pulumi";
import { ActiveIndex } from "../resources/activeIndex";
import { Collection } from "../resources/collection";
import { ParityCheck } from "../resources/parityCheck";
import { PodIndex } from "../resources/podIndex";
import { PodRetirement } from "../resources/podRetirement";
import { Preflight } from "../resources/preflight";
import { ServerlessIndex } from "../resources/serverlessIndex";
import { COMPONENT_TOKEN } from "../tokens";
import { type MigrationConfig, type MigrationSettings, readMigration } from "./migrationConfig";
import { PHASE_PLANS, type Phase, type PhasePlan } from "./phase";

/** What a migration tells the outside: which index serves, and where. */
export interface MigrationSummary {
  readonly phase: Phase;
  readonly active: Output<string>;
  readonly index: Output<string>;
  readonly host: Output<string>;
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
 *   writes: "paused",
 *   phase: "copy",
 * });
 */
export class PodToServerlessMigration extends ComponentResource {
  readonly summary: MigrationSummary;

  /** @throws ConfigurationError when an argument is wrong or its write mode isn't built. */
  constructor(name: string, args: MigrationConfig, options?: ComponentResourceOptions) {
    super(COMPONENT_TOKEN, name, {}, options);
    const settings = readMigration(args);
    const plan = PHASE_PLANS[settings.phase];
    const build = builder(this, name, settings);

    const preflight = build.preflight();
    const podIndex = build.podIndex(plan, [preflight]);
    const copy = plan.copy ? build.copy(plan, [preflight, ...podIndex]) : undefined;
    const copied = copy === undefined ? [] : [copy.collection, copy.serverless, copy.parity];
    const active = build.activeIndex(plan, copy?.parity, [preflight, ...podIndex, ...copied]);
    if (plan.podIndex === "gone" && copy !== undefined) build.retirement(copy.parity, [preflight, active, ...copied]);

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
  const { podIndex, collection, serverless, phase } = settings;
  const indexes = { podIndex, serverlessIndex: serverless.name };

  return {
    preflight(): Preflight {
      const { writes, limits } = settings;
      const { cloud, region } = serverless;
      return new Preflight(name, { phase, ...indexes, cloud, region, collection, writes, limits }, { parent });
    },

    /** `retainOnDelete` is for the reader of a preview; what happens to the pod index is decided by its tag. */
    podIndex(plan: PhasePlan, dependsOn: Resource[]): PodIndex[] {
      if (plan.podIndex === "gone") return [];
      const guarded = plan.podIndex === "guarded";
      return [new PodIndex(name, { name: podIndex, guarded }, { parent, dependsOn, retainOnDelete: !guarded })];
    },

    copy(plan: PhasePlan, dependsOn: Resource[]) {
      const retainOnDelete = plan.podIndex === "gone";
      const saved = new Collection(
        `${name}-collection`,
        { name: collection, source: podIndex, timeoutMinutes: settings.timeouts.collectionMinutes },
        { parent, dependsOn, retainOnDelete },
      );
      const made = new ServerlessIndex(
        `${name}-serverless`,
        { ...serverless, podIndex, collection, timeoutMinutes: settings.timeouts.serverlessMinutes, __phase: phase },
        { parent, dependsOn: [...dependsOn, saved], retainOnDelete },
      );
      const parity = this.parityCheck(plan, saved, made, [...dependsOn, saved, made]);
      return { collection: saved, serverless: made, parity };
    },

    parityCheck(plan: PhasePlan, saved: Collection, made: ServerlessIndex, dependsOn: Resource[]): ParityCheck {
      const { content, queries, seed } = settings.parity;
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
          reports: settings.reports,
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
          ...(parity === undefined ? {} : { __parity: parity.proof }),
        },
        { parent, dependsOn },
      );
    },

    retirement(parity: ParityCheck, dependsOn: Resource[]): PodRetirement {
      return new PodRetirement(name, { ...indexes, collection, __parity: parity.proof }, { parent, dependsOn });
    },
  };
}
