import { connect } from "../../pinecone/client";
import { systemClock } from "../../util/clock";
import { listenForCancel, stopSignal, watchEngine } from "./cancellation";
import { connection, secrets } from "./configuration";
import { engineLog, type LogSink } from "./engineLog";
import { type Observed, observe } from "./observations";
import { type RowLog, rowLog } from "./rowLog";

/** What the provider process shares among all resources: one connection, one line to the engine. */

const silent: LogSink = () => Promise.resolve();
let sink: LogSink = silent;
let started = false;
const underWay = new Set<Promise<unknown>>();
const observed = new Map<string, Observed>();

/**
 * Once a process: joins the engine that started it. Without an address (in tests) there is no engine to join.
 * No sooner can it be: Pulumi's host evaluates the text that loads us at the first call for a resource, and configures in
 * the same turn. A CLI that is killed before leaves the host alone, idle, with nothing of ours in it.
 */
export function joinEngine(address: string | undefined): void {
  if (started) return;
  started = true;
  if (address === undefined || !/^[^/]+:\d+$/.test(address)) return;
  sink = engineLog(address);
  listenForCancel();
  watchEngine(address, idle);
}

/** The connection for today's key and host, shared, so that a preview asks nothing twice. */
export function observedClient(): Observed {
  const { apiKey, controllerHost } = connection();
  const key = `${controllerHost ?? ""} ${apiKey}`;
  const known = observed.get(key);
  if (known !== undefined) return known;
  const client = connect({ apiKey, controllerHost, signal: stopSignal });
  const fresh = observe(client, systemClock);
  observed.set(key, fresh);
  return fresh;
}

export function logOf(urn: string | undefined): RowLog {
  return rowLog(sink, urn, systemClock, secrets);
}

/** Notes that a step is under way, so that the process doesn't end in the middle of it. */
export async function track<T>(step: Promise<T>): Promise<T> {
  underWay.add(step);
  try {
    return await step;
  } finally {
    underWay.delete(step);
  }
}

/** Resolves when nothing is under way. */
async function idle(): Promise<void> {
  while (underWay.size > 0) await Promise.allSettled([...underWay]);
}
