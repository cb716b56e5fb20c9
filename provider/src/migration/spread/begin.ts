import { PodshiftError } from "../../errors";
import { type ApplierLease, CLOCK_DRIFT, requestTimeout } from "../../writeLog/applierLease";
import type { ControlRecord } from "../../writeLog/control";
import { type LeaseClock, systemLeaseClock } from "../../writeLog/lease";
import { takeApplier } from "../applier";
import { BUDGETS } from "../apply/pacing";
import { foldFrom, loadFold, saveFold } from "../catchUpFile";
import { askedAtOf } from "../collection";
import type { MigrationContext } from "../context";
import type { FoldCheckpoint } from "../fold/checkpoint";
import { withRefused } from "../fold/resolveBulk";
import { type Watermark, Watermarks } from "../fold/watermark";
import { sleepUnlessStopped } from "../waiting";
import { foldAsks } from "../ways/foldTarget";
import { untilBaseShown } from "../ways/mirroredWay";
import type { Between } from "../ways/ways";
import { SpreadImport } from "./import";
import { currentJob, goesOn, type SpreadJob, saveJob } from "./job";
import { type LeaderDeps, SpreadLeader } from "./leader";
import { stretchBelow } from "./plan";

export interface LeadOptions {
  /** Parts of a new job; one that is gone on with keeps its own. */
  readonly parts: number;
  /** The service's storage integration that reads what is imported. */
  readonly integration?: string;
  /** Makes strings that nobody made before. */
  readonly nonce: () => string;
}

/**
 * Takes the applier's lease and leads a distributed catch-up with it, until `use` ends. The lease is handed back only when
 * no task and no request for an import may be under way: else the next applier waits.
 *
 * @throws PHASE_NOT_ALLOWED, APPLIER_BUSY, and whatever `use` throws
 */
export async function leading<T>(
  context: MigrationContext,
  between: Between,
  options: LeadOptions,
  use: (leader: SpreadLeader) => Promise<T>,
): Promise<T> {
  refuseUnfit(await between.log.control.read());
  const applier = await takeApplier(context, between.log);
  let leader: SpreadLeader | undefined;
  try {
    leader = await begin(context, between, applier, options);
    return await use(leader);
  } finally {
    if (leader === undefined || leader.isQuiet) await applier.handBack();
    else await applier.abandon();
  }
}

/** @throws PHASE_NOT_ALLOWED */
export function refuseUnfit({ active, writes, state, pod }: ControlRecord): void {
  const refuse = (what: string, next: string) => new PodshiftError("PHASE_NOT_ALLOWED", what, { next });
  if (writes !== "deferred") {
    throw refuse(
      `the writes of ${pod.name} are mirrored: their log only says what to look at, it can't be folded`,
      "run `podshift catch-up`: it reads the records from the pod index",
    );
  }
  if (active === "serverless") {
    throw refuse(
      `traffic of ${pod.name} is on serverless: nothing is to be brought there`,
      "`phase: copy` and `pulumi up` go back; the rollback brings over what it needs",
    );
  }
  if (state !== "open") {
    throw refuse(`the write log of ${pod.name} is ${state}`, "`podshift status` shows where the migration stands");
  }
}

async function begin(
  context: MigrationContext,
  between: Between,
  applier: ApplierLease,
  options: LeadOptions,
): Promise<SpreadLeader> {
  const { clock, signal } = context;
  const { log, pod, serverless } = between;
  const record = await log.control.read();
  // Asked again: while this run waited for the lease, another may have switched.
  refuseUnfit(record);
  const of = askedAtOf(pod);
  const mustHold = () => applier.mustOutlast(requestTimeout(record.times));
  const { run } = applier.options;
  const job = await jobToLead(context, { between, run, record, of, options, mustHold, leaseClock: systemLeaseClock });
  const imports = new SpreadImport({
    ...{ store: log.store, job: job.job, clock, signal, mustHold, progress: context.progress },
    client: context.client.imports(serverless.host),
    integration: options.integration,
    namespaces: async () => [...(await context.client.reader(serverless.host).stats()).namespaces.keys()],
  });
  const deps: LeaderDeps = {
    ...{ ...log, clock, signal, imports, mustHold, nonce: options.nonce, progress: context.progress },
    asks: foldAsks(context, serverless.host),
    save: async (checkpoint) => {
      const { refused: before } = await foldFrom(log.store, of, record);
      const refused = withRefused(before, checkpoint.refused ?? []);
      mustHold();
      await saveFold(log.store, of, { ...checkpoint, ...(refused.length === 0 ? {} : { refused }) });
    },
  };
  return SpreadLeader.of(deps, job, record);
}

export interface Lead {
  readonly between: Between;
  /** Of the applier, whose lease is held. */
  readonly run: string;
  readonly record: ControlRecord;
  /** When the copy was asked for. */
  readonly of: number;
  readonly options: LeadOptions;
  readonly leaseClock: LeaseClock;
  mustHold(): void;
}

/** The job that was left unfinished, or a new one; kept as led by this run. */
export async function jobToLead(context: MigrationContext, lead: Lead): Promise<SpreadJob> {
  const { between, record, of, run, mustHold } = lead;
  const { log, serverless } = between;
  const checkpoint = await foldFrom(log.store, of, record);
  const target = { name: serverless.name, host: serverless.host };
  const found = await currentJob(log.store);
  const isSame = goesOn(found, { log: record.log, of, target, from: checkpoint.position });
  if (isSame) context.report(`going on with job ${found.job}, up to the same point of the log`);
  const job = isSame ? { ...found, run } : await newJob(context, lead, checkpoint);
  mustHold();
  await saveJob(log.store, job);
  return job;
}

async function newJob(context: MigrationContext, lead: Lead, checkpoint: FoldCheckpoint): Promise<SpreadJob> {
  const { between, run, of, options, record, mustHold } = lead;
  const { log, serverless } = between;
  if ((await loadFold(log.store, of)) === undefined) {
    await untilBaseShown(context, between);
    // From here on the index may hold fewer records than the collection: nobody waits for its count again.
    mustHold();
    await saveFold(log.store, of, checkpoint);
  }
  const { t: watermark, record: raised } = await watermarkOf(context, lead);
  const stretch = await stretchBelow({ ...log, signal: context.signal }, raised, checkpoint, watermark);
  const { namespaces } = await context.client.reader(serverless.host).stats();
  return {
    ...{ v: 1, job: `job-${options.nonce().slice(0, 8)}`, run, log: record.log, of, state: "running" },
    target: { name: serverless.name, host: serverless.host },
    entries: checkpoint.entries,
    plan: {
      ...{ watermark, parts: options.parts, from: checkpoint.position, ...stretch },
      ...{ namespaces: [...namespaces.keys()].sort(), dimension: serverless.dimension, budgets: BUDGETS },
    },
  };
}

/** Leases before segments: what is read from here on holds every entry below the watermark. */
async function watermarkOf(context: MigrationContext, { between, record, leaseClock }: Lead): Promise<Watermark> {
  const watermarks = new Watermarks({ ...between.log, clock: context.clock, leaseClock });
  await watermarks.raise();
  // A writer that died is known by a lease that stood still for longer than it holds: it would hold the watermark back.
  await sleepUnlessStopped(context, record.times.leaseMs * CLOCK_DRIFT + 100);
  return watermarks.raise();
}
