import { PodshiftError } from "../../errors";
import { formatCount, plural } from "../../util/format";
import { podKind } from "./podKind";
import { exactly, type Range } from "./range";
import { SECONDS_PER_DAY } from "./units";

/** Traffic of an index as people write it into the stack file. All parts may be left out. */
export interface WorkloadConfig {
  readonly queriesPerDay?: number;
  /** Records upserted, updated or deleted a day. */
  readonly writesPerDay?: number;
  /** Fetch requests a day, of up to ten records each; 0 when left out. */
  readonly fetchesPerDay?: number;
  /** Queries a day by namespace (the default one is ""); part of `queriesPerDay` where both are given. */
  readonly queriesByNamespace?: Readonly<Record<string, number>>;
  /** Records that one write request carries, in the mean. */
  readonly recordsPerWrite?: number;
  /** Share of the writes that replace or change a record that is there already: 0 to 1. */
  readonly overwrites?: number;
  /** Bytes of one answer to a query, in the mean. */
  readonly answerBytes?: number;
}

/** Traffic of an index, as ranges. A day's, in requests (queries) and in records (writes). */
export interface Workload {
  readonly source: "configured" | "measured" | "unknown";
  readonly queriesPerDay: Range;
  readonly writesPerDay: Range;
  /** Write requests a day, where they are what is known: then `writesPerDay` is these times `recordsPerWrite`. */
  readonly writeRequestsPerDay?: number;
  readonly fetchesPerDay: Range;
  /** Queries a day of those namespaces of which it is known; the rest of `queriesPerDay` goes to the others. */
  readonly queriesByNamespace: ReadonlyMap<string, number>;
  readonly recordsPerWrite: Range;
  /** 0 to 1. */
  readonly overwrites: Range;
  /** Bytes; left out where it isn't known. */
  readonly answerBytes?: Range;
  /** What was assumed about queries and about writes; left out where nothing was. */
  readonly assumed: { readonly queries?: string; readonly writes?: string };
}

/** Requests a second to one index, as the vendor's metrics count them. */
export interface MeasuredTraffic {
  readonly queriesPerSecond: number;
  readonly fetchesPerSecond: number;
  /** Upsert, update and delete requests, however many records each carries. */
  readonly writesPerSecond: number;
  /** Seconds over which they were counted. */
  readonly overSeconds: number;
}

/** A named guess at the traffic. */
export interface Scenario {
  readonly name: "quiet" | "steady" | "busy" | "full";
  readonly queriesPerSecond: number;
  readonly writesPerSecond: number;
  readonly reason: string;
}

/** The pods that the traffic goes to today. */
export interface RatedPods {
  /** Such as "p1.x2". */
  readonly podType: string;
  readonly replicas: number;
}

/**
 * Queries a second that one replica answers at 1 million records of 768 dimensions, top_k 10: docs.pinecone.io, choose a
 * pod type and size (2025). For a type that isn't listed the middle one is taken.
 */
const RATED_QUERIES: Readonly<Record<string, number>> = { s1: 10, p1: 30, p2: 150 };
/** Assumed, where nothing is known: one record written for every ten queries. No source. */
export const WRITES_PER_QUERY = 0.1;
/** Up to so many records in a write request: the vendor's guide for pods advised "100 vectors or fewer". */
const BATCH = 100;
const UNKNOWN_BATCH: Range = { low: 1, high: BATCH };
const UNKNOWN_SHARE: Range = { low: 0, high: 1 };

/** The scenarios for traffic that nobody knows, from the quietest on. */
export function scenariosOf({ podType, replicas }: RatedPods): readonly Scenario[] {
  const { type } = podKind(podType);
  const full = (RATED_QUERIES[type] ?? 30) * Math.max(1, replicas);
  return [
    scenario("quiet", 0.01, "some 860 queries a day: a tool inside a company"),
    scenario("steady", 1, "the rate above which the vendor's migration guide warns of cost"),
    scenario("busy", full / 3, "a third of what the pods are rated for"),
    scenario("full", full, `what the vendor rates ${type} pods for, ${plural(replicas, "replica")}`),
  ];
}

/** Nothing is known: from the quietest scenario to the fullest. */
export function unknownWorkload(pods: RatedPods): Workload {
  return { ...workloadOf({}, pods), source: "unknown" };
}

/**
 * The traffic that the stack file states. Queries or writes that it leaves out are a range over the scenarios; with
 * neither, all is unknown.
 *
 * @throws PodshiftError CONFIG_INVALID naming everything that is wrong
 */
export function configuredWorkload(config: WorkloadConfig, pods: RatedPods): Workload {
  const problems = problemsOf(config);
  if (problems.length > 0) {
    throw new PodshiftError("CONFIG_INVALID", `the workload can't be used:\n${problems.join("\n")}`);
  }
  const nothing =
    config.queriesPerDay === undefined && config.writesPerDay === undefined && config.queriesByNamespace === undefined;
  return { ...workloadOf(config, pods), source: nothing ? "unknown" : "configured" };
}

/**
 * The traffic that the vendor's metrics show. They count requests: how many records a write carries, and how many of
 * them are there already, comes from the configuration or is a range.
 *
 * @throws PodshiftError CONFIG_INVALID naming everything that is wrong with the configuration
 */
export function measuredWorkload(traffic: MeasuredTraffic, pods: RatedPods, config: WorkloadConfig = {}): Workload {
  const base = configuredWorkload(config, pods);
  const requests = traffic.writesPerSecond * SECONDS_PER_DAY;
  const { low, high } = base.recordsPerWrite;
  const over = `counted over ${formatCount(Math.round(traffic.overSeconds))} s, taken for the whole month`;
  return {
    ...base,
    source: "measured",
    queriesByNamespace: new Map(),
    queriesPerDay: exactly(traffic.queriesPerSecond * SECONDS_PER_DAY),
    fetchesPerDay: exactly(traffic.fetchesPerSecond * SECONDS_PER_DAY),
    writesPerDay: { low: requests * low, high: requests * high },
    writeRequestsPerDay: requests,
    assumed: {
      queries: over,
      writes: low === high ? over : `${over}; ${low} to ${high} records a request, as requests are all that is counted`,
    },
  };
}

function workloadOf(config: WorkloadConfig, pods: RatedPods): Omit<Workload, "source"> {
  const named = new Map(Object.entries(config.queriesByNamespace ?? {}));
  const queries = config.queriesPerDay ?? (named.size > 0 ? total(named) : undefined);
  const { recordsPerWrite, overwrites, answerBytes, writesPerDay } = config;
  const range = scenarioRange(pods);
  return {
    queriesPerDay: queries === undefined ? range.queries : exactly(queries),
    writesPerDay: writesPerDay === undefined ? range.writes : exactly(writesPerDay),
    fetchesPerDay: exactly(config.fetchesPerDay ?? 0),
    queriesByNamespace: named,
    recordsPerWrite: recordsPerWrite === undefined ? UNKNOWN_BATCH : exactly(recordsPerWrite),
    overwrites: overwrites === undefined ? UNKNOWN_SHARE : exactly(overwrites),
    ...(answerBytes === undefined ? {} : { answerBytes: exactly(answerBytes) }),
    assumed: {
      ...(queries === undefined ? { queries: range.how } : {}),
      ...(writesPerDay === undefined ? { writes: `${range.how}, one write for ten queries` } : {}),
    },
  };
}

function scenarioRange(pods: RatedPods): { queries: Range; writes: Range; how: string } {
  const scenarios = scenariosOf(pods);
  const lowest = Math.min(...scenarios.map((each) => each.queriesPerSecond)) * SECONDS_PER_DAY;
  const highest = Math.max(...scenarios.map((each) => each.queriesPerSecond)) * SECONDS_PER_DAY;
  return {
    queries: { low: lowest, high: highest },
    writes: { low: lowest * WRITES_PER_QUERY, high: highest * WRITES_PER_QUERY },
    how: "traffic unknown: from the scenario quiet to full",
  };
}

function problemsOf({ queriesByNamespace, ...config }: WorkloadConfig): string[] {
  const named = Object.entries(queriesByNamespace ?? {});
  const numbers = [
    ...Object.entries(config),
    ...named.map(([namespace, queries]) => [`queriesByNamespace."${namespace}"`, queries] as const),
  ];
  const bad = numbers.flatMap(([key, value]) =>
    Number.isFinite(value) && value >= 0 ? [] : [`  ${key}: ${value} is not a number from 0`],
  );
  const { queriesPerDay, overwrites, recordsPerWrite } = config;
  const sum = total(new Map(named));
  if (overwrites !== undefined && overwrites > 1) bad.push(`  overwrites: ${overwrites} is not a share from 0 to 1`);
  if (recordsPerWrite !== undefined && recordsPerWrite < 1) bad.push("  recordsPerWrite: is less than 1");
  if (queriesPerDay !== undefined && sum > queriesPerDay) {
    bad.push(
      `  queriesByNamespace: the namespaces have ${sum} queries a day, more than queriesPerDay (${queriesPerDay})`,
    );
  }
  return bad;
}

function total(named: ReadonlyMap<string, number>): number {
  return [...named.values()].reduce((all, one) => all + one, 0);
}

function scenario(name: Scenario["name"], queriesPerSecond: number, reason: string): Scenario {
  return { name, queriesPerSecond, writesPerSecond: queriesPerSecond * WRITES_PER_QUERY, reason };
}
