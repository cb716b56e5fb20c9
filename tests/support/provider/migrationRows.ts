import assert from "node:assert/strict";
import type { LogPlace } from "../../../provider/src/handlers/runtime/logPlace";
import type { Phase } from "../../../provider/src/migration/phases";
import { type Op, Row } from "./row";
import type { Stage } from "./stage";

/** Short, so that a test needs not wait for what a user would. */
export const TIMES = { leaseMs: 1_000, fenceMs: 3_000, settleMs: 0, lateMs: 200 };
const PLACE = { podIndex: "docs", serverlessIndex: "docs-serverless" };

/** The resources of one migration, each in the inputs that the component would give it. */
export class MigrationRows {
  readonly preflight = new Row("Preflight");
  readonly podIndex = new Row("PodIndex");
  readonly writeLog = new Row("WriteLog");
  readonly collection = new Row("Collection");
  readonly serverless = new Row("ServerlessIndex");
  readonly catchUp = new Row("CatchUp");
  readonly parity = new Row("ParityCheck");
  readonly active = new Row("ActiveIndex");
  readonly retirement = new Row("PodRetirement");
  acknowledge: string[] = [];
  times = TIMES;
  tags: Record<string, string> = {};

  /** @param log where writes are logged; left out: they are paused */
  constructor(
    readonly stage: Stage,
    readonly log?: LogPlace,
  ) {}

  get all(): readonly Row[] {
    const first = [this.preflight, this.podIndex, this.writeLog, this.collection, this.serverless];
    return [...first, this.catchUp, this.parity, this.active, this.retirement];
  }

  /** The same resources as the stack of this name has them from now on. */
  inStack(stack: string): this {
    for (const row of this.all) row.stack = stack;
    return this;
  }

  get #log(): { __log?: LogPlace } {
    return this.log === undefined ? {} : { __log: this.log };
  }

  askPreflight(phase: Phase, change: object = {}) {
    const place = { cloud: "aws", region: "us-east-1", collection: "docs-collection" };
    const writes = this.log?.writes ?? "paused";
    return { phase, ...PLACE, ...place, writes, limits: "current", ...this.#acknowledged, ...this.#log, ...change };
  }

  get #acknowledged() {
    return this.log === undefined ? {} : { __acknowledge: this.acknowledge };
  }

  askWriteLog() {
    const { url, writes } = this.log ?? assert.fail("writes are paused");
    return {
      url,
      writes,
      podIndex: "docs",
      times: this.times,
      discard: this.acknowledge.includes("DEFERRED_WRITES_LOST"),
    };
  }

  askCatchUp(to: "copy" | "cutover") {
    const { host } = this.serverless.outs;
    return {
      for: to,
      ...PLACE,
      log: this.writeLog.outs.log,
      host,
      askedAt: this.collection.outs.askedAt,
      ...this.#log,
    };
  }

  askPod(guarded: boolean) {
    return { name: "docs", guarded, ...this.#log };
  }

  askCollection(change: object = {}) {
    return { name: "docs-collection", source: "docs", timeoutMinutes: 1, ...this.#log, ...change };
  }

  askServerless(change: object = {}) {
    const place = { podIndex: "docs", collection: "docs-collection", cloud: "aws", region: "us-east-1" };
    return { name: "docs-serverless", ...place, tags: this.tags, timeoutMinutes: 1, ...this.#log, ...change };
  }

  askParity(to: "copy" | "cutover", change: object = {}) {
    return {
      for: to,
      ...PLACE,
      host: this.serverless.outs.host,
      askedAt: this.collection.outs.askedAt,
      content: to === "cutover" ? "all" : 100,
      queries: 5,
      seed: 1,
      reports: this.stage.folder,
      ...this.#log,
      ...(this.log === undefined ? {} : { __settle: 200 }),
      ...change,
    };
  }

  askActive(phase: Phase) {
    const proof = this.parity.outs.proof;
    return {
      active: phase === "cutover" || phase === "retire" ? "serverless" : "pod",
      ...PLACE,
      __phase: phase,
      __acknowledge: this.acknowledge,
      ...this.#log,
      ...(proof === undefined ? {} : { __parity: proof }),
    };
  }

  askRetirement() {
    const proof = this.log === undefined ? this.parity.outs.proof : this.active.outs.proof;
    return { ...PLACE, collection: "docs-collection", __parity: proof, ...this.#log };
  }

  /** One `pulumi up` in this phase, creates and updates in the program's order; answers what each row did. */
  async up(phase: Phase): Promise<Record<string, Op>> {
    this.stage.newRun();
    const did: Record<string, Op> = {};
    did.Preflight = await this.preflight.up(this.askPreflight(phase));
    if (phase !== "retire") did.PodIndex = await this.podIndex.up(this.askPod(phase === "cutover"));
    const logged = this.log !== undefined && phase !== "assess" && phase !== "retire";
    if (logged) did.WriteLog = await this.writeLog.up(this.askWriteLog());
    if (["copy", "cutover", "retire"].includes(phase)) {
      did.Collection = await this.collection.up(this.askCollection());
      did.ServerlessIndex = await this.serverless.up(this.askServerless({ __phase: phase }));
      if (logged) did.CatchUp = await this.catchUp.up(this.askCatchUp(phase === "copy" ? "copy" : "cutover"));
      did.ParityCheck = await this.parity.up(this.askParity(phase === "copy" ? "copy" : "cutover"));
    }
    did.ActiveIndex = await this.active.up(this.askActive(phase));
    if (phase === "retire") did.PodRetirement = await this.retirement.up(this.askRetirement());
    return did;
  }
}
