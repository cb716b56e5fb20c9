import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Cluster, executorOf, kill } from "./cluster";

/**
 * What a task's child was at: it read the log to be folded; it began to take the records of a part, which are sorted and
 * folded meanwhile; or it was sending them.
 */
export type During = "fold" | "apply" | "send";

export interface Killed {
  readonly during: During;
  readonly what: "executor" | "worker";
  /** Milliseconds after the child began. */
  readonly after: number;
}

/** What is to be killed, in turn, as soon as a child of that kind is at work. */
export type KillPlan = readonly Pick<Killed, "during" | "what">[];

/** Milliseconds that a child is let work at most before its executor goes. */
const LONGEST_MS = 800;
const LOOK_MS = 15;
const LOOK_AT_STORE_MS = 100;

/** Names in a folder of the log's store. */
export type ListNames = (folder: string) => Promise<readonly string[]>;

/**
 * Kills executors and workers with signal 9 while one of their tasks is at work, at moments that a seed says. A child that
 * has ended by then is let go, and the next one waited for.
 *
 * @param folder where markChild.sh leaves its files
 */
export class Killer {
  readonly killed: Killed[] = [];
  #over = false;
  readonly #done: Promise<void>;

  constructor(
    readonly folder: string,
    readonly cluster: Cluster,
    plan: KillPlan,
    /** From 0 up to 1. */
    readonly dice: () => number,
    readonly list: ListNames,
  ) {
    this.#done = this.#run([...plan]);
  }

  /** Ends the killing; what was planned and not done yet is not done. */
  async end(): Promise<readonly Killed[]> {
    this.#over = true;
    await this.#done;
    return this.killed;
  }

  async #run(plan: Pick<Killed, "during" | "what">[]): Promise<void> {
    const seen = new Set<string>();
    while (!this.#over && plan.length > 0) {
      for (const name of readdirSync(this.folder)) {
        const next = plan[0];
        if (next === undefined || !name.startsWith("child-") || seen.has(name)) continue;
        seen.add(name);
        const words = readFileSync(join(this.folder, name), "utf8");
        if (commandOf(words) !== (next.during === "fold" ? "decode" : "apply")) continue;
        const child = Number(name.slice("child-".length));
        if (next.during === "send" && !(await this.#sends(child, words))) continue;
        if (await this.#kill(child, next)) plan.shift();
      }
      await delay(LOOK_MS);
    }
  }

  /** Resolves once an attempt at its part is registered: from then on it may send. False when it ends before. */
  async #sends(child: number, words: string): Promise<boolean> {
    const [, job, range, part] = /--job (\S+) .*--range (\d+) .*--part (\d+)/.exec(words) ?? [];
    const attempts = async () => {
      const names = await this.list(`spread/${job}/${range}`);
      return names.filter((name) => name.startsWith(`${part}.attempt-`)).length;
    };
    for (const before = await attempts(); executorOf(child) !== undefined; await delay(LOOK_AT_STORE_MS)) {
      if ((await attempts()) > before) return true;
    }
    return false;
  }

  async #kill(child: number, { during, what }: Pick<Killed, "during" | "what">): Promise<boolean> {
    const after = Math.round(this.dice() * LONGEST_MS);
    await delay(after);
    const executor = executorOf(child);
    if (executor === undefined) return false;
    if (what === "worker") await this.cluster.killWorkerOf(executor);
    else if (!kill(executor)) return false;
    this.killed.push({ during, what, after });
    return true;
  }
}

function commandOf(words: string): "apply" | "decode" | undefined {
  if (words.includes(" spread apply ")) return "apply";
  return words.includes(" spread decode ") && !words.includes("--inventory") ? "decode" : undefined;
}
