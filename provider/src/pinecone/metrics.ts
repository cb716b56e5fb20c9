/// <reference path="./parse-prometheus-text-format.d.ts" />
import parsePrometheusTextFormat = require("parse-prometheus-text-format");

import type { Clock } from "../util/clock";
import { unfitForKey } from "../util/keyHosts";

/*
 * The vendor's Prometheus endpoint for pod indexes. From docs.pinecone.io, "Monitor performance" (guides/production/
 * monitoring, early 2026; plans Standard, Enterprise and Dedicated; the newest copy describes serverless indexes only):
 * the address, the key as a bearer token, `pinecone_request_count_total` (a counter) and its labels `pid`, `index_name`,
 * `project_name` and `request_type` (upsert, delete, fetch, query, describe_index_stats).
 * Not confirmed: that it still answers, how often it is brought up to date, what it answers to a key of a plan without
 * it, and under which type it counts updates (`update` is read if it is there). Nothing here was run against the service:
 * the tests speak to a stand-in that follows that page.
 */

const COUNTER = "pinecone_request_count_total";
const WRITES = ["upsert", "update", "delete"];
const PINECONE_CONTROLLER = "https://api.pinecone.io";
const TIMEOUT_MS = 10_000;
/** As far apart as in the vendor's own example queries over these counters: 60 s. */
const LOOK_MS = 60_000;

/** Requests counted so far: by index, and in it by process and type of request. */
export interface MetricsLook {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly counters: ReadonlyMap<string, ReadonlyMap<string, Counter>>;
}

interface Counter {
  readonly type: string;
  readonly requests: number;
}

/** Requests a second to one index. */
export interface IndexTraffic {
  readonly queriesPerSecond: number;
  readonly fetchesPerSecond: number;
  /** Upsert, update and delete requests, however many records each carries. */
  readonly writesPerSecond: number;
  /** Seconds over which they were counted. */
  readonly overSeconds: number;
}

/** Traffic by index name; or no traffic, and why. A reason is for people, and never holds the key. */
export type MetricsAnswer =
  | { readonly traffic: ReadonlyMap<string, IndexTraffic>; readonly reason?: undefined }
  | { readonly traffic?: undefined; readonly reason: string };

export interface MetricsOptions {
  /** See metricsAddress. */
  readonly url: string;
  readonly apiKey: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Milliseconds between the two looks at the counters; 60 s when left out. */
  readonly lookMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Where the metrics of an environment's pod indexes are. Undefined when podshift is pointed to something else than the
 * service: a key must not go to a host that nobody named.
 */
export function metricsAddress(environment: string, controllerHost?: string): string | undefined {
  if (controllerHost !== undefined && originOf(controllerHost) !== PINECONE_CONTROLLER) return undefined;
  if (!/^[a-z0-9-]+$/.test(environment)) return undefined;
  return `https://metrics.${environment}.pinecone.io/metrics`;
}

/** Undefined for what is no URL, such as a host without a scheme. */
function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/**
 * Looks twice at the counters, and tells how many requests a second came in between. What can't be had (no access, no
 * answer, an answer that isn't metrics) is a reason, never an error: an estimate goes on without it.
 *
 * @throws the signal's reason when it is aborted
 */
export async function readTraffic(options: MetricsOptions): Promise<MetricsAnswer> {
  const unfit = unfitAddress(options.url);
  if (unfit !== undefined) return { reason: `the address of the metrics, PINECONE_METRICS_URL, ${unfit}` };
  const first = await look(options);
  if ("reason" in first) return first;
  await options.clock.sleep(options.lookMs ?? LOOK_MS, options.signal);
  const second = await look(options);
  if ("reason" in second) return second;
  return { traffic: trafficBetween(first, second) };
}

/** The key goes to each such address: the rule is that of the control plane, but what has no scheme is not asked. */
function unfitAddress(url: string): string | undefined {
  return /^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : "")
    ? unfitForKey(url)
    : "is no http:// or https:// address";
}

/** Requests a second between two looks, for each index that both have seen. */
export function trafficBetween(earlier: MetricsLook, later: MetricsLook): Map<string, IndexTraffic> {
  const overSeconds = (later.at - earlier.at) / 1000;
  const traffic = new Map<string, IndexTraffic>();
  if (overSeconds <= 0) return traffic;
  for (const [index, counters] of later.counters) {
    const before = earlier.counters.get(index);
    if (before === undefined) continue;
    const perSecond = (...types: readonly string[]) => counted(before, counters, types) / overSeconds;
    traffic.set(index, {
      queriesPerSecond: perSecond("query"),
      fetchesPerSecond: perSecond("fetch"),
      writesPerSecond: perSecond(...WRITES),
      overSeconds,
    });
  }
  return traffic;
}

/**
 * As Prometheus counts: a counter that fell was begun anew by its process, and all that it shows came since; one that was
 * not there before tells nothing yet.
 */
function counted(before: ReadonlyMap<string, Counter>, after: ReadonlyMap<string, Counter>, types: readonly string[]) {
  let requests = 0;
  for (const [key, counter] of after) {
    const earlier = before.get(key)?.requests;
    if (earlier === undefined || !types.includes(counter.type)) continue;
    requests += counter.requests < earlier ? counter.requests : counter.requests - earlier;
  }
  return requests;
}

async function look(options: MetricsOptions): Promise<MetricsLook | { readonly reason: string }> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const signal = options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]);
  const host = new URL(options.url).host;
  try {
    const headers = { Authorization: `Bearer ${options.apiKey}` };
    const response = await options.fetch(options.url, { headers, signal });
    if (response.status === 401 || response.status === 403) {
      return {
        reason: `this key may not read the metrics of ${host} (${response.status}); they need a Standard plan or above`,
      };
    }
    if (!response.ok) return { reason: `${host} answered ${response.status} when asked for metrics` };
    return readLook(await response.text(), options.clock.now()) ?? { reason: `${host} has no ${COUNTER} to read` };
  } catch (error) {
    options.signal?.throwIfAborted();
    return { reason: `no metrics from ${host}: ${limit.aborted ? "no answer in time" : codeOf(error)}` };
  }
}

/** Undefined for a text that isn't metrics, or lacks the counter. */
export function readLook(text: string, at: number): MetricsLook | undefined {
  // Samples of one name that don't stand together come as several families.
  const families = familiesOf(text).filter(({ name }) => name === COUNTER);
  if (families.length === 0) return undefined;
  const counters = new Map<string, Map<string, Counter>>();
  for (const { labels = {}, value } of families.flatMap((family) => family.metrics)) {
    const { index_name: index, request_type: type } = labels;
    const requests = Number(value);
    if (index === undefined || type === undefined || !Number.isFinite(requests) || requests < 0) continue;
    const own = counters.get(index) ?? new Map<string, Counter>();
    own.set(JSON.stringify(Object.entries(labels).sort()), { type, requests });
    counters.set(index, own);
  }
  return { at, counters };
}

function familiesOf(text: string) {
  try {
    // The parser drops a last line that has no line feed.
    return parsePrometheusTextFormat(`${text}\n`);
  } catch {
    return [];
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "the connection failed";
}
