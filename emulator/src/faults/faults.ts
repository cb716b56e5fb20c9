import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { type Fault, type FaultDocument, type FaultRule, readFaults } from "./document.js";

/** What a rule looks at. */
export interface Struck {
  readonly plane: "control" | "data";
  readonly method: string;
  /** Without the query string. */
  readonly path: string;
  /** Name of the index, on the data plane. */
  readonly index: string | undefined;
}

/** How often a rule matched and struck. */
export interface RuleCounts {
  /** Requests that the rule was about, those spared included. */
  readonly matched: number;
  /** Requests that went wrong by it. */
  readonly struck: number;
}

/** A fault with its chance already drawn: the delay of one request is one number. */
export type Strike = Exclude<Fault, { kind: "delay" }> | { readonly kind: "delay"; readonly ms: number };

/** How what a request set going ends: never, in failure, or later than it would. */
export type Course = Extract<Strike, { kind: "stuck" | "failed" | "late" }>;

/** The faults in force. The first rule that strikes decides; those after it don't see the request. */
export class Faults {
  #rules: RunningRule[] = [];

  /**
   * Takes the place of the faults before; each rule begins anew.
   *
   * @throws FaultDocumentError
   */
  set(document: FaultDocument): void {
    const { seed, rules } = readFaults(document);
    this.#rules = rules.map((rule, at) => new RunningRule(rule, seed, at));
  }

  clear(): void {
    this.#rules = [];
  }

  get counts(): RuleCounts[] {
    return this.#rules.map(({ matched, struck }) => ({ matched, struck }));
  }

  /** What happens to this request, or undefined. Asking counts: ask once a request. */
  strike(request: Struck): Strike | undefined {
    for (const rule of this.#rules) {
      const strike = rule.strike(request);
      if (strike !== undefined) return strike;
    }
    return undefined;
  }
}

/** One rule with its own random numbers: the n-th request that it sees meets the same fate, whatever other rules do. */
class RunningRule {
  matched = 0;
  struck = 0;
  readonly #random: ReturnType<typeof xoroshiro128plus>;

  constructor(
    readonly rule: FaultRule,
    seed: number,
    at: number,
  ) {
    // Seeds that lie side by side give alike first numbers: they are set apart, and the first ones left out.
    this.#random = xoroshiro128plus(Math.imul(seed, 0x9e3779b1) ^ Math.imul(at + 1, 0x85ebca6b));
    for (let skipped = 0; skipped < 8; skipped += 1) this.#random.next();
  }

  strike(request: Struck): Strike | undefined {
    const { rule } = this;
    if (!matches(rule, request)) return undefined;
    this.matched += 1;
    // Drawn for every request, struck or not: fates don't hang on counts.
    const [chance, length] = [uniformFloat64(this.#random), uniformFloat64(this.#random)];
    if (this.matched <= rule.skip || chance >= rule.probability) return undefined;
    if (rule.count !== undefined && this.struck >= rule.count) return undefined;
    this.struck += 1;
    return drawn(rule.fault, length);
  }
}

function matches(rule: FaultRule, { plane, method, path, index }: Struck): boolean {
  return (
    (rule.plane === undefined || rule.plane === plane) &&
    (rule.method === undefined || rule.method === method) &&
    (rule.index === undefined || rule.index === index) &&
    (rule.path === undefined || matchesPath(rule.path, path))
  );
}

function matchesPath(wanted: string, path: string): boolean {
  return wanted.endsWith("*") ? path.startsWith(wanted.slice(0, -1)) : path === wanted;
}

function drawn(fault: Fault, length: number): Strike {
  if (fault.kind !== "delay") return fault;
  const most = Math.max(fault.ms, fault.upToMs ?? fault.ms);
  return { kind: "delay", ms: Math.round(fault.ms + (most - fault.ms) * length) };
}
