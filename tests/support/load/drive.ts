import { randomUUID } from "node:crypto";
import { ensureCollection } from "../../../provider/src/migration/collection";
import type { MigrationContext } from "../../../provider/src/migration/context";
import { beginLog } from "../../../provider/src/migration/log";
import {
  type LoggedSwitch,
  switchLoggedToPod,
  switchLoggedToServerless,
} from "../../../provider/src/migration/loggedSwitch";
import { ensureServerlessIndex } from "../../../provider/src/migration/serverlessIndex";
import { onTheWay } from "../../../provider/src/migration/ways/ways";
import { connect } from "../../../provider/src/pinecone/client";
import { systemClock } from "../../../provider/src/util/clock";
import type { Active, ControlRecord, LogTimes, WriteMode } from "../../../provider/src/writeLog/control";
import { type OpenLog, openLog } from "../../../provider/src/writeLog/openLog";
import type { Fleet } from "./fleet";
import { DIMENSION } from "./operation";

export const SERVERLESS = "docs-serverless";
const COLLECTION = "docs-collection";
const DEADLINE_MS = 60_000;

export interface DriveOptions {
  readonly writes: WriteMode;
  readonly times: LogTimes;
  readonly holdMs: number;
}

/** Walks a migration by the engine's own functions, without Pulumi: for tests of the protocol, and for benchmarks. */
export class Drive {
  readonly said: string[] = [];
  readonly log: OpenLog;
  readonly #context: MigrationContext;

  constructor(
    readonly fleet: Fleet,
    readonly options: DriveOptions,
    signal: AbortSignal = new AbortController().signal,
  ) {
    const { apiKey } = fleet.options;
    const say = (message: string) => void this.said.push(message);
    this.log = openLog(fleet.logUrl, { clock: systemClock, nonce: randomUUID });
    this.#context = {
      client: connect({ apiKey, controllerHost: fleet.emulator.url }),
      ...{ clock: systemClock, signal, progress: say, report: say, warn: say },
    };
  }

  /** Phase `capture`. */
  async beginLog(): Promise<void> {
    const { writes, times } = this.options;
    await beginLog(this.#context, this.log, { podIndex: this.fleet.podIndex, writes, times });
  }

  /** Phase `copy`: collection, serverless index, catch-up. */
  async copy(): Promise<void> {
    const { podIndex } = this.fleet;
    const deadlineMs = DEADLINE_MS;
    await ensureCollection(this.#context, { name: COLLECTION, source: podIndex, deadlineMs, log: this.log });
    await ensureServerlessIndex(this.#context, {
      ...{ name: SERVERLESS, podIndex, collection: COLLECTION, deadlineMs, tags: {} },
      ...{ cloud: "aws", region: "us-east-1", dimension: DIMENSION, metric: "cosine" },
    });
    await this.catchUp();
  }

  async catchUp(): Promise<void> {
    const { client } = this.#context;
    const [pod, serverless] = await Promise.all([
      client.describeIndex(this.fleet.podIndex),
      client.describeIndex(SERVERLESS),
    ]);
    if (pod === undefined || serverless === undefined) throw new Error("an index is missing");
    await onTheWay(this.#context, { pod, serverless, log: this.log }, "serverless", (way) => way.catchUp());
  }

  /** Phase `cutover`, or back to `copy`. */
  async switchTo(active: Active): Promise<LoggedSwitch> {
    const { holdMs } = this.options;
    const request = {
      podIndex: this.fleet.podIndex,
      serverlessIndex: SERVERLESS,
      log: this.log,
      holdMs,
      acknowledged: [],
    };
    return active === "serverless"
      ? switchLoggedToServerless(this.#context, request)
      : switchLoggedToPod(this.#context, request);
  }

  record(): Promise<ControlRecord> {
    return this.log.control.read();
  }
}
