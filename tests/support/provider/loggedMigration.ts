import assert from "node:assert/strict";
import { join } from "node:path";
import { type Index, Pinecone } from "@pinecone-database/pinecone";
import { captureWrites, endCapture } from "../../../provider/src/capture";
import type { WriteMode } from "../../../provider/src/writeLog/control";
import { MigrationRows, TIMES } from "./migrationRows";
import type { Stage } from "./stage";

/** A migration under a write log in phase `capture`, and an application that writes through capture. */
export interface LoggedMigration {
  readonly rows: MigrationRows;
  readonly app: Index;
  readonly url: string;
}

export interface LoggedOptions {
  /** What the application's client goes through, below capture. */
  readonly through?: (index: Index) => Index;
  /** Milliseconds, in place of the short one that tests have. */
  readonly lateMs?: number;
  /** In place of the short one that tests have: for machines under load. */
  readonly leaseMs?: number;
  /** In place of 0, which is that of a pod index without replicas. */
  readonly settleMs?: number;
  /** The log's URL, in place of a folder. */
  readonly log?: string;
}

/** Begins logged migrations; their applications end with the stage. */
export function eachLogged(
  stage: () => Stage,
): (writes?: WriteMode, options?: LoggedOptions) => Promise<LoggedMigration> {
  return async (writes = "mirrored", { through = (index: Index): Index => index, ...options } = {}) => {
    const { lateMs = TIMES.lateMs, leaseMs = TIMES.leaseMs, settleMs = TIMES.settleMs } = options;
    const url = options.log ?? `file://${join(stage().folder, "log")}`;
    const rows = new MigrationRows(stage(), { url, writes });
    rows.times = { ...TIMES, lateMs, leaseMs, settleMs };
    await stage().podIndex();
    await rows.up("assess");
    await rows.up("capture");
    const client = new Pinecone({ apiKey: "application", controllerHostUrl: stage().emulator.url, maxRetries: 0 });
    const { host } = (await stage().client.describeIndex("docs")) ?? assert.fail("no pod index");
    const connect = (place: { host: string }) => through(client.index({ host: place.host }));
    const app = await captureWrites(connect({ host }), { log: url, connect, name: "app" });
    stage().ending.push(() => endCapture(app));
    return { rows, app, url };
  };
}

export const record = (id: string, value: number) => ({ id, values: [value, 1], metadata: { value } });

/** Writes as an application is told to: again, until it is acknowledged. */
export async function untilTaken(write: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await write();
      return;
    } catch (error) {
      if (tries >= 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Everything of `cutover` but the switch. */
export async function beforeSwitch(stage: Stage, { rows }: Pick<LoggedMigration, "rows">): Promise<void> {
  await rows.up("copy");
  stage.newRun();
  await rows.preflight.up(rows.askPreflight("cutover"));
  await rows.podIndex.up(rows.askPod(true));
  await rows.catchUp.up(rows.askCatchUp("cutover"));
  await rows.parity.up(rows.askParity("cutover"));
}
