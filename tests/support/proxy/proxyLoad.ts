import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Fleet, FleetOptions } from "../load/fleet";
import { JournalFile, type OutcomeKind } from "../load/journal";
import { type Lane, LaneOperations, lanesOf } from "../load/lanes";
import { KillableProxy } from "./killableProxy";
import type { Down } from "./readJudge";
import type { Said, Writing } from "./writing";

/** Refused for what they say: repeating changes nothing. HTTP, gRPC by number, gRPC by name. */
const FOR_GOOD = new Set(["400", "404", "grpc 3", "grpc 5", "InvalidArgument", "NotFound"]);
/** Surely without effect, when the client made one attempt only. */
const NOT_TAKEN = new Set([...FOR_GOOD, "429", "grpc 8"]);
const RETRY_MS = 50;

/** Applications that write through proxies all the time, and the ledger of what they were told. */
export class ProxyLoad {
  readonly proxies: KillableProxy[] = [];
  /** Times that each answer that is no acknowledgement was given, by name. */
  readonly errors: Record<string, number> = {};
  /** The first answers of requests that were refused for what they say, in full. */
  readonly refusals: string[] = [];
  /** When which proxy was not there. */
  readonly downs: Down[] = [];
  readonly #writings: Writing[] = [];
  readonly #lanes: Promise<void>[] = [];
  #stopping = false;

  /** `fleet` gives the service and judges; its own writers are not started: these here have their names and journals. */
  constructor(
    readonly fleet: Fleet,
    readonly options: FleetOptions,
  ) {}

  /** Starts two proxies, the clock of the second one ahead by `aheadMs`; the log must be open. */
  async startProxies(aheadMs = 0): Promise<readonly string[]> {
    const start = (name: string, ms: number) => KillableProxy.start(name, this.fleet.logUrl, ms);
    this.proxies.push(...(await Promise.all([start("p0", 0), start("p1", aheadMs)])));
    return this.proxies.map(({ url }) => url);
  }

  /**
   * Starts the writers, one for each of the fleet's names. The lanes of each go through both proxies, but each lane through
   * one of them, always: so are the writes of a record in order with `deferred`, too.
   */
  begin(writings: readonly Writing[]): void {
    this.#writings.push(...writings);
    for (const [at, writing] of writings.entries()) {
      const name = this.fleet.writerNames[at];
      if (name === undefined) throw new Error("more writers than the fleet has names");
      const journal = new JournalFile(join(this.fleet.folder, `${name}.jsonl`));
      const lanes = lanesOf(name, this.options.lanes, this.options.ids);
      const all = lanes.map((lane, n) =>
        this.#run(lane, (at + n) % this.proxies.length, writing, journal, lanes.length),
      );
      this.#lanes.push(Promise.all(all).then(() => journal.close()));
    }
  }

  /** Kills a proxy, and starts it again once nothing that it sent can come late any more. */
  async hit(proxy: number): Promise<void> {
    const from = Date.now();
    await this.proxies[proxy]?.kill();
    await delay(this.options.lateMs);
    await this.proxies[proxy]?.restart();
    this.downs.push({ proxy, from, to: Date.now() });
  }

  /** Ends the writers, then the proxies as an operator would. */
  async quiet(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#lanes);
    for (const writing of this.#writings.splice(0)) await writing.end();
    for (const proxy of this.proxies) await proxy.stop();
  }

  async dispose(): Promise<void> {
    this.#stopping = true;
    for (const proxy of this.proxies) await proxy.kill();
    await Promise.all(this.#lanes);
    for (const writing of this.#writings.splice(0)) await writing.end();
  }

  async #run(lane: Lane, proxy: number, writing: Writing, journal: JournalFile, lanes: number): Promise<void> {
    const { seed, bulk, perSecond, consistencyMs } = this.options;
    const operations = new LaneOperations(lane, seed, 0, bulk);
    const pauseMs = (1_000 * lanes) / perSecond;
    let due = performance.now() + Math.random() * pauseMs;
    while (!this.#stopping) {
      await delay(Math.max(0, due - performance.now()));
      const operation = operations.next();
      // A filter of a serverless index may not see what was written a moment ago: an application knows that and waits.
      if (operation.op === "deleteByFilter") await delay(consistencyMs * 2);
      for (let known = false; !known && !this.#stopping; ) {
        const n = journal.intent(lane.name, operations.version, operation);
        const asked = performance.now();
        const said = await writing.send(operation, proxy);
        const kind = kindOf(said, writing);
        journal.outcome(n, performance.now() - asked, kind, said.error ?? "");
        known = this.#isKnown(said);
        // What is unknown may come late, and must not come after what is written next.
        if (!known) await delay(kind === "unknown" ? this.options.lateMs : RETRY_MS);
      }
      due = Math.max(due + pauseMs, performance.now());
    }
  }

  #isKnown({ error, text }: Said): boolean {
    if (error === undefined) return true;
    this.errors[error] = (this.errors[error] ?? 0) + 1;
    if (!FOR_GOOD.has(error)) return false;
    if (this.refusals.length < 10) this.refusals.push(`${error}: ${text}`);
    return true;
  }
}

/** Of a client that repeats by itself nothing but an acknowledgement is certain. */
function kindOf({ error }: Said, { repeats }: Writing): OutcomeKind {
  if (error === undefined) return "acked";
  return !repeats && NOT_TAKEN.has(error) ? "refused" : "unknown";
}
