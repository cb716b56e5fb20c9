import { isDeepStrictEqual } from "node:util";
import { PodshiftError } from "../../errors";
import type { MigrationContext } from "../../migration/context";
import type { StackIdentity } from "../../migration/ownership";
import { systemClock } from "../../util/clock";
import { printableText } from "../../util/format";
import { scrub } from "../../util/scrub";
import { stopSignal } from "./cancellation";
import { secrets } from "./configuration";
import { logOf, observedClient, track } from "./process";
import { stackIdentity } from "./stackIdentity";

/** Properties as they cross the border to Pulumi. Keys that begin with "__" are hidden from previews. */
export type Props = Record<string, unknown>;

/** Stands in a preview for a value that is known only once another resource is made. (@pulumi/pulumi, runtime/rpc.ts) */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface CheckFailure {
  /** The input that is wrong; "" for the resource as a whole. */
  readonly property: string;
  readonly reason: string;
}

export interface Checked<I> {
  /** The inputs, with computed facts added. */
  readonly inputs: I;
  readonly failures: CheckFailure[];
}

export interface Difference {
  readonly changes: boolean;
  readonly replaces?: string[];
}

/** What happened to the resource in the cloud: undefined when it doesn't exist any more. */
export type Observation<I, O> = { readonly inputs: Partial<I>; readonly outs: O } | undefined;

/**
 * One kind of resource. Each step observes, ensures, syncs and returns, and is safe to repeat. `olds` hold what any
 * earlier version wrote, so every field of theirs may be missing.
 */
export interface Handler<I extends object, O extends object> {
  check(context: MigrationContext, olds: Partial<I> | undefined, news: I): Promise<Checked<I>>;
  diff(context: MigrationContext, olds: Partial<I & O>, news: I): Promise<Difference>;
  create(context: MigrationContext, news: I): Promise<{ id: string; outs: O }>;
  update(context: MigrationContext, olds: Partial<I & O>, news: I): Promise<O>;
  /** `undefined` when it is gone. */
  read(context: MigrationContext, id: string, olds: I & O): Promise<Observation<I, O>>;
  delete(context: MigrationContext, id: string, olds: I & O): Promise<void>;
  /** Its delete takes away what is in the cloud under its id: not so while another row of the program has the same. */
  readonly removes?: true;
  /** The keys of the inputs, for `read`: what it gives back is what a later preview compares with. */
  readonly inputKeys: readonly (keyof I & string)[];
}

/** A handler as Pulumi's dynamic provider calls it. */
export interface PulumiHandler {
  check(olds: Props, news: Props): Promise<{ inputs: Props; failures: CheckFailure[] }>;
  diff(id: string, olds: Props, news: Props): Promise<Difference>;
  create(inputs: Props): Promise<{ id: string; outs: Props }>;
  update(id: string, olds: Props, news: Props): Promise<{ outs: Props }>;
  read(id: string, props: Props): Promise<{ id?: string; props?: Props; inputs?: Props }>;
  delete(id: string, props: Props): Promise<void>;
}

/** Thrown by create and update when the resource exists but isn't as it should be: its state is kept, the run fails. */
export class PartialFailure<O extends object> extends Error {
  constructor(
    readonly id: string,
    readonly outs: O,
    readonly reason: PodshiftError,
  ) {
    super(reason.message);
  }
}

/** Makes a handler speak Pulumi: hidden keys, contexts, partial failures, and errors without stack or secret. */
export function define<I extends object, O extends object>(handler: Handler<I, O>): PulumiHandler {
  /**
   * By id, the row of the program that has the resource, as far as this run has come: deletes are its last steps. A process
   * serves one run of one stack, and a row that leaves the program is in none of the run's steps before.
   */
  const rows = new Map<string, unknown>();
  return {
    check: (olds, news) =>
      inContext(rowOf(news, olds.__urn, olds.__stacks), "looking", async (context) => {
        const old = Object.keys(olds).length === 0 ? undefined : (visible(olds) as Partial<I>);
        const { inputs, failures } = await handler.check(context, old, visible(news) as I);
        return { inputs: { ...hidden(news), ...inputs }, failures: failures.map(scrubbed) };
      }),
    diff: (id, olds, news) =>
      inContext(rowOf(news, olds.__urn), "looking", async (context) => {
        const found = await handler.diff(context, visible(olds) as Partial<I & O>, visible(news) as I);
        if (found.replaces === undefined || found.replaces.length === 0) rows.set(id, news.__urn);
        return found;
      }),
    create: (news) =>
      inContext(rowOf(news), "acting", async (context) => {
        const { id, outs } = await handler.create(context, visible(news) as I).catch(partial(news));
        rows.set(id, news.__urn);
        return { id, outs: kept(news, outs) };
      }),
    update: (_id, olds, news) =>
      inContext(rowOf(news, olds.__urn), "acting", async (context) => {
        const old = visible(olds) as Partial<I & O>;
        return { outs: kept(news, await handler.update(context, old, visible(news) as I).catch(partial(news))) };
      }),
    read: (id, props) =>
      inContext(noRow(props), "acting", async (context) => {
        const found = await handler.read(context, id, visible(props) as I & O);
        if (found === undefined) return { id: "" };
        const inputs = { ...pick(props, handler.inputKeys), ...hidden(props), ...found.inputs };
        return { id, props: { ...props, ...found.inputs, ...found.outs }, inputs };
      }),
    delete: (id, props) =>
      inContext(noRow(props), "acting", async (context) => {
        const heir = handler.removes && rows.has(id) ? nameOf(rows.get(id)) : undefined;
        if (heir !== undefined) return context.report(`${id} is left alone: the resource ${heir} goes on with it`);
        return handler.delete(context, id, visible(props) as I & O);
      }),
  };
}

/**
 * Of the row that goes on with what another leaves: a migration under a new name, or a replacement that found it there. The
 * URN in the state of the one that leaves says nothing: it is as old as the row's last change.
 */
function nameOf(urn: unknown): string {
  return String(urn).split("::").at(-1) ?? "";
}

/** The keys, other than hidden ones, whose values differ. */
export function changedKeys(olds: object, news: object): string[] {
  const before = olds as Props;
  return Object.entries(news)
    .filter(([key, value]) => !key.startsWith("__") && !isDeepStrictEqual(before[key], value))
    .map(([key]) => key);
}

/** Where a step's messages go, and whose step it is. */
interface Row {
  readonly urn: string | undefined;
  readonly stack: StackIdentity | undefined;
}

/** @param stacks names of before: past the check its answer has them, the state's may be needed no more */
function rowOf({ __urn, __stacks }: Props, urnInState?: unknown, stacks: unknown = __stacks): Row {
  const urn = typeof __urn === "string" && __urn.startsWith("urn:pulumi:") ? __urn : undefined;
  return { urn, stack: stackIdentity(__urn, urnInState, stacks) };
}

/** A state's URN may be older than an alias: it tells the stack, and no row. */
function noRow({ __urn }: Props): Row {
  return { urn: undefined, stack: stackIdentity(__urn, undefined) };
}

/**
 * Runs a step with what it works with. A message goes to a resource's row only while the resource is registered under
 * the URN that it names: in check, diff, create and update; a wrong one ends the CLI. Errors come out presentable, and
 * only after everything that was logged has arrived.
 */
async function inContext<T>(
  { urn, stack }: Row,
  purpose: "looking" | "acting",
  step: (context: MigrationContext) => Promise<T>,
): Promise<T> {
  const log = logOf(urn);
  try {
    const observed = observedClient();
    const client = purpose === "looking" ? observed.remembering : observed.direct;
    const shared = { client, clock: systemClock, signal: stopSignal, ...(stack === undefined ? {} : { stack }) };
    return await track(step({ ...shared, ...log }));
  } catch (error) {
    throw presentable(error);
  } finally {
    await log.flushed();
  }
}

/**
 * A failure that podshift expects, as Pulumi is given it. Pulumi prints `${error}: ${error.stack}` beside the message,
 * so both are short here: the user is to read the sentence once.
 */
class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.stack = code;
  }

  override toString(): string {
    return "podshift";
  }
}

/** The shape by which Pulumi knows that the resource is there and its state is to be kept. */
class InitializationFailure extends Refusal {
  constructor(
    code: string,
    readonly id: string,
    readonly properties: Props,
    readonly reasons: string[],
  ) {
    super(code, reasons.join("\n"));
  }
}

/** An error as the user may see it: no secret in it; a stack only where the fault is ours. */
function presentable(error: unknown): Error {
  if (error instanceof Refusal) return error;
  if (error instanceof PodshiftError) return new Refusal(error.code, told(error.message));
  const raised = error instanceof Error ? error : new Error(String(error));
  const shown = new Error(told(raised.message));
  shown.stack = told(raised.stack ?? raised.message);
  return shown;
}

/** As the CLI may print it: without a secret, and without what a terminal would obey. */
function told(text: string): string {
  return printableText(scrub(text, secrets()));
}

function partial(news: Props): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof PartialFailure)) throw error;
    const properties = { ...kept(news, error.outs), __provider: news.__provider };
    throw new InitializationFailure(error.reason.code, error.id, properties, [told(error.reason.message)]);
  };
}

function kept(news: Props, outs: object): Props {
  const { __provider: _provider, ...inputs } = news;
  return { ...inputs, ...outs };
}

function scrubbed(failure: CheckFailure): CheckFailure {
  return { property: failure.property, reason: told(failure.reason) };
}

/** What a handler sees: everything but the serialized provider and the row's URN. */
function visible(props: Props): Props {
  return Object.fromEntries(Object.entries(props).filter(([key]) => key !== "__provider" && key !== "__urn"));
}

function hidden(props: Props): Props {
  return Object.fromEntries(Object.entries(props).filter(([key]) => key.startsWith("__") && key !== "__provider"));
}

function pick(props: Props, keys: readonly string[]): Props {
  return Object.fromEntries(keys.filter((key) => props[key] !== undefined).map((key) => [key, props[key]]));
}
