import type { Phase } from "../../../provider/src/migration/phases";
import { type Op, Row } from "./row";
import type { Stage } from "./stage";

const PLACE = { podIndex: "docs", serverlessIndex: "docs-serverless" };

/** The resources of one migration, each in the inputs that the component would give it. */
export class MigrationRows {
  readonly preflight = new Row("Preflight");
  readonly podIndex = new Row("PodIndex");
  readonly collection = new Row("Collection");
  readonly serverless = new Row("ServerlessIndex");
  readonly parity = new Row("ParityCheck");
  readonly active = new Row("ActiveIndex");
  readonly retirement = new Row("PodRetirement");
  acknowledge: string[] = [];
  tags: Record<string, string> = {};

  constructor(readonly stage: Stage) {}

  askPreflight(phase: Phase, change: object = {}) {
    const place = { cloud: "aws", region: "us-east-1", collection: "docs-collection" };
    return { phase, ...PLACE, ...place, writes: "paused", limits: "current", ...change };
  }

  askPod(guarded: boolean) {
    return { name: "docs", guarded };
  }

  askCollection(change: object = {}) {
    return { name: "docs-collection", source: "docs", timeoutMinutes: 1, ...change };
  }

  askServerless(change: object = {}) {
    const place = { podIndex: "docs", collection: "docs-collection", cloud: "aws", region: "us-east-1" };
    return { name: "docs-serverless", ...place, tags: this.tags, timeoutMinutes: 1, ...change };
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
      ...(proof === undefined ? {} : { __parity: proof }),
    };
  }

  askRetirement() {
    return { ...PLACE, collection: "docs-collection", __parity: this.parity.outs.proof };
  }

  /** One `pulumi up` in this phase, creates and updates in the program's order; answers what each row did. */
  async up(phase: Phase): Promise<Record<string, Op>> {
    this.stage.newRun();
    const did: Record<string, Op> = {};
    did.Preflight = await this.preflight.up(this.askPreflight(phase));
    if (phase !== "retire") did.PodIndex = await this.podIndex.up(this.askPod(phase === "cutover"));
    if (["copy", "cutover", "retire"].includes(phase)) {
      did.Collection = await this.collection.up(this.askCollection());
      did.ServerlessIndex = await this.serverless.up(this.askServerless());
      did.ParityCheck = await this.parity.up(this.askParity(phase === "copy" ? "copy" : "cutover"));
    }
    did.ActiveIndex = await this.active.up(this.askActive(phase));
    if (phase === "retire") did.PodRetirement = await this.retirement.up(this.askRetirement());
    return did;
  }
}
