import type { Writer } from "../writeLog/writer";
import type { Emit } from "./admin/events";
import type { Metrics, Protocol } from "./admin/metrics";
import { ClientGone } from "./body";
import type { ProxyLimits } from "./limits";
import type { Load } from "./load";
import { type Refused, refusedBy } from "./refused";
import type { Operation } from "./routes";
import { ServiceFailure } from "./upstream/failure";
import type { Http1Upstream } from "./upstream/http1";
import type { Http2Upstream } from "./upstream/http2";
import type { Writes } from "./writes";

/** What both protocols' handlers share. */
export interface ProxyParts {
  readonly writer: Writer;
  readonly writes: Writes;
  readonly rest: Http1Upstream;
  readonly grpc: Http2Upstream;
  readonly load: Load;
  readonly limits: ProxyLimits;
  readonly metrics: Metrics;
  readonly emit: Emit;
  readonly accessLog: boolean;
  /** True once it is being stopped: connections aren't kept. */
  isStopping(): boolean;
}

/** A client that went away before it was answered, as nginx counts it. */
export const CLIENT_CLOSED = 499;

/** One request, for metrics and log lines. */
export class Account {
  readonly #begun = performance.now();
  received = 0;
  answered = 0;

  constructor(
    readonly parts: ProxyParts,
    readonly protocol: Protocol,
    readonly operation: Operation,
  ) {}

  /** How a failure is answered; told to whoever runs the proxy. Undefined when nobody is there to be answered. */
  refuse(error: unknown): Refused | undefined {
    if (error instanceof ClientGone) return undefined;
    const isFailure = error instanceof ServiceFailure;
    const refused = isFailure ? error.toRefused() : refusedBy(error);
    const { protocol, operation } = this;
    this.parts.emit(isFailure || refused.status === 500 ? "failed" : "refused", {
      ...{ protocol, operation, reason: refused.reason },
      ...(isFailure || refused.status !== 500 ? {} : { error: nameOf(error) }),
    });
    return refused;
  }

  /** The answer has ended, one way or other. */
  end(status: number): void {
    const ms = performance.now() - this.#begun;
    const { protocol, operation, parts } = this;
    parts.metrics.request(protocol, operation, status, ms / 1000, this.received);
    parts.metrics.answered(protocol, this.answered);
    if (parts.accessLog) {
      parts.emit("request", { protocol, operation, status, ms: Math.round(ms * 10) / 10, bytes: this.answered });
    }
  }
}

/** Never its message: that may quote the request. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code: unknown = Reflect.get(error, "code");
  const at = error.stack?.split("\n").find((line) => line.trimStart().startsWith("at "));
  return [error.name, typeof code === "string" ? code : "", at?.trim() ?? ""].filter((part) => part !== "").join(" ");
}
