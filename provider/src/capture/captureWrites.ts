import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { PodshiftError } from "../errors";
import type { ControlRecord, IndexPlace } from "../writeLog/control";
import { systemLeaseClock } from "../writeLog/lease";
import { type OpenLog, openLog } from "../writeLog/openLog";
import { Writer, type WriterState } from "../writeLog/writer";
import { ActiveIndexes } from "./activeIndex";
import { type ClientIndex, inspectClient } from "./client";

import { type Capture, CapturedIndex } from "./proxy";
import { quietClock, WorkUnderWay } from "./work";

/** What `captureWrites` needs to know besides the index. */
export interface CaptureOptions<I extends ClientIndex> {
  /** The write log's URL, as the stack's `writeLog` names it: `file:///var/podshift/docs`, `s3://my-bucket/podshift/docs`. */
  readonly log: string;
  /**
   * Makes the client's index for the place that serves: `(place) => pc.index({ host: place.host })`, or
   * `pc.index(place.name, place.host)` up to version 6. Called once at the start, and at the switch.
   */
  readonly connect: (place: IndexPlace) => NoInfer<I> | Promise<NoInfer<I>>;
  /** Begins this process's name in the log, for people. Default: the machine's name. */
  readonly name?: string;
}

/** Where a captured index stands. */
export interface CaptureState extends WriterState {
  /** The write log's URL. */
  readonly log: string;
  /** State of the log: writes are held while it is `fenced`, and not logged any more once it is `closed`. */
  readonly state: ControlRecord["state"];
}

interface Running extends Capture {
  readonly log: string;
}

/** Characters of a writer's name; a file is named after it. */
const MOST_NAME = 64;

const captures = new WeakMap<object, Running>();

/**
 * Wraps an index of the official client: the same methods and types, and every write is recorded in the write log before
 * it is sent. Writes and reads go to the index that serves, before, during and after the switch. Resolves once this
 * process is a writer of the log.
 *
 * @throws CAPTURE_UNSUPPORTED (no index of a known client, or one that repeats requests), CONFIG_INVALID (no log URL, or
 * the log of another index), LOG_NOT_FOUND
 *
 * @example
 * const pc = new Pinecone({ apiKey, maxRetries: 0 });
 * const index = await captureWrites(pc.index("docs"), {
 *   log: "file:///var/podshift/docs",
 *   connect: (place) => pc.index({ host: place.host }),
 * });
 */
export async function captureWrites<I extends ClientIndex>(index: I, options: CaptureOptions<I>): Promise<I> {
  return startCapture(index, openLog(options.log, { clock: quietClock, nonce: randomUUID }), options);
}

/** The same on a log that is open already. */
export async function startCapture<I extends ClientIndex>(
  index: I,
  { store, control }: OpenLog,
  { connect, name = hostname() }: Pick<CaptureOptions<I>, "connect" | "name">,
): Promise<I> {
  if (captures.has(index)) throw capturedAlready();
  const facts = inspectClient(index);
  const writer = new Writer({
    store,
    control,
    name: name.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, MOST_NAME) || "writer",
    unique: randomUUID,
    clock: quietClock,
    leaseClock: systemLeaseClock,
  });
  const work = new WorkUnderWay();
  return work.during(async () => {
    const first = await control.read();
    const indexes = new ActiveIndexes(facts, connect, first, () => writer.record);
    await indexes.check(first.serverless ?? first.pod);
    await writer.start();
    const running: Running = {
      writer,
      indexes,
      work,
      writes: new WorkUnderWay(),
      ended: false,
      log: store.url,
      made: (each) => captures.set(each, running),
    };
    // The proxy is the client's own object to all appearances, so it has its type.
    return new CapturedIndex(running, index, facts.namespace).proxy() as I;
  });
}

/**
 * Where a captured index stands: whether it writes, holds writes or fails, and which index serves.
 *
 * @throws CONFIG_INVALID when the index isn't a captured one
 */
export function captureState(index: object): CaptureState {
  const { writer, log } = runningOf(index);
  return { ...writer.state(), log, state: writer.record.state };
}

/**
 * Leaves the log: takes no more writes, and resolves once those under way have their answers; reads go on. To be called
 * before the process ends, so that no cutover has to wait for its lease to run out. An index that isn't captured has
 * nothing to leave: the call may stay when the line with `captureWrites` goes.
 */
export async function endCapture(index: object): Promise<void> {
  const running = captures.get(index);
  if (running === undefined) return;
  running.ended = true;
  await running.writes.idle();
  await running.work.during(() => running.writer.end());
}

function runningOf(index: object): Running {
  const running = captures.get(index);
  if (running !== undefined) return running;
  throw new PodshiftError("CONFIG_INVALID", "this is no captured index", {
    next: "pass what captureWrites resolved with, or a namespace of it",
  });
}

function capturedAlready(): PodshiftError {
  return new PodshiftError("CONFIG_INVALID", "this index is captured already", {
    next: "call captureWrites once, with the client's own index",
  });
}
