import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Operation } from "../routes";

export type Protocol = "rest" | "grpc";

/** What gauges show when they are asked. */
export interface Readings {
  readonly requestsUnderWay: number;
  readonly connections: number;
  readonly held: number;
  readonly writesUnderWay: number;
  readonly bufferedBytes: number;
  /** Seconds; undefined before the first lease. */
  readonly leaseAge: number | undefined;
  readonly gate: string;
  readonly active: string;
  /** Undefined when it isn't known. */
  readonly backlog: number | undefined;
}

const GATES = ["open", "held", "unlogged", "failing", "joining", "ended"];
/** Seconds: from a read on the same machine to a write that a fence holds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const PREFIX = "podshift_proxy_";

/** The proxy's metrics for Prometheus, in a registry of their own. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests = this.#counter("requests_total", "Requests answered", ["protocol", "operation", "status"]);
  readonly #received = this.#counter("received_bytes_total", "Bytes of request bodies", ["protocol"]);
  readonly #answered = this.#counter("answered_bytes_total", "Bytes of answers' bodies", ["protocol"]);
  readonly #logFailures = this.#counter("log_failures_total", "Requests to the log's store that failed", []);
  readonly #seconds = this.#histogram("request_seconds", "From a request's head to the end of its answer", [
    "protocol",
    "operation",
  ]);
  readonly #append = this.#histogram("log_append_seconds", "Until entries are durable in the log", []);

  constructor(readonly read: () => Promise<Readings>) {
    collectDefaultMetrics({ register: this.registry });
    const gauge = (name: string, help: string, of: (now: Readings) => number | undefined) =>
      this.#gauge(name, help, [], (set, now) => {
        const value = of(now);
        if (value !== undefined) set({}, value);
      });
    gauge("requests_under_way", "Requests under way", (now) => now.requestsUnderWay);
    gauge("connections", "Connections of clients", (now) => now.connections);
    gauge("writes_held", "Writes that wait for a fence to go", (now) => now.held);
    gauge("writes_under_way", "Writes logged whose effect is not known yet", (now) => now.writesUnderWay);
    gauge("buffered_bytes", "Request bodies in memory", (now) => now.bufferedBytes);
    gauge("lease_age_seconds", "Since the lease was last renewed", (now) => now.leaseAge);
    gauge("backlog_segments", "Segments that catch-up has not brought over", (now) => now.backlog);
    this.#gauge("gate", "1 for the gate that stands", ["gate"], (set, now) => {
      for (const gate of GATES) set({ gate }, gate === now.gate ? 1 : 0);
    });
    this.#gauge("active", "1 for the index that serves", ["index"], (set, now) => {
      for (const index of ["pod", "serverless"]) set({ index }, index === now.active ? 1 : 0);
    });
  }

  request(protocol: Protocol, operation: Operation, status: number, seconds: number, received: number): void {
    this.#requests.inc({ protocol, operation, status });
    this.#seconds.observe({ protocol, operation }, seconds);
    if (received > 0) this.#received.inc({ protocol }, received);
  }

  answered(protocol: Protocol, bytes: number): void {
    if (bytes > 0) this.#answered.inc({ protocol }, bytes);
  }

  appended(seconds: number): void {
    this.#append.observe(seconds);
  }

  logFailed(): void {
    this.#logFailures.inc();
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name: `${PREFIX}${name}`, help, labelNames, registers: [this.registry] });
  }

  #histogram(name: string, help: string, labelNames: string[]): Histogram {
    return new Histogram({
      name: `${PREFIX}${name}`,
      help,
      labelNames,
      buckets: BUCKETS,
      registers: [this.registry],
    });
  }

  #gauge(
    name: string,
    help: string,
    labelNames: string[],
    fill: (set: (labels: Record<string, string>, value: number) => void, now: Readings) => void,
  ): void {
    const { read } = this;
    const made: Gauge = new Gauge({
      ...{ name: `${PREFIX}${name}`, help, labelNames, registers: [this.registry] },
      async collect() {
        made.reset();
        fill((labels, value) => made.set(labels, value), await read());
      },
    });
  }
}
