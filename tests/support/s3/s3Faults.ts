import type { IncomingMessage } from "node:http";
import { Seeded } from "../load/seeded";

/** What a request does to the log. `create`: a PUT that must not overwrite. */
export type S3Operation = "create" | "put" | "get" | "list" | "delete" | "other";

/** What goes wrong with one request. */
export type S3Fault =
  /** The server carries it out and answers; the caller hears nothing, its connection breaks. */
  | { readonly kind: "dropAnswer" }
  /** Carried out at once; the answer comes so much later, in milliseconds: after the caller's time-out if that is shorter. */
  | { readonly kind: "holdAnswer"; readonly ms: number }
  /** Reaches the server so much later, whether or not its caller still waits. */
  | { readonly kind: "delay"; readonly ms: number; readonly upToMs?: number }
  /** The connection breaks before anything reaches the server. */
  | { readonly kind: "reset" }
  /** Half of the answer, then the connection breaks. */
  | { readonly kind: "truncate" }
  /** An error of the service's, nothing done. */
  | { readonly kind: "refuse"; readonly code: RefusalCode };

/** Status of each error that the service is asked to expect (docs.aws.amazon.com, "Error responses" of the S3 API). */
const STATUS = {
  SlowDown: 503,
  ServiceUnavailable: 503,
  InternalError: 500,
  RequestTimeout: 400,
  ConditionalRequestConflict: 409,
  RequestTimeTooSkewed: 403,
  AccessDenied: 403,
} as const;
export type RefusalCode = keyof typeof STATUS;

/** Requests that a fault strikes. */
export interface S3Rule {
  /** All, when it is left out. */
  readonly operation?: S3Operation | readonly S3Operation[];
  /** Must match the path behind the bucket. */
  readonly path?: RegExp;
  /** Share of the requests that match, from 0 to 1. */
  readonly share?: number;
  /** Strikes so often at most. */
  readonly times?: number;
  readonly fault: S3Fault;
}

/** What a request is, by what the service itself goes by. */
export function operationOf({ method = "", url = "", headers }: IncomingMessage): S3Operation {
  if (method === "PUT") return headers["if-none-match"] === "*" ? "create" : "put";
  if (method === "DELETE") return "delete";
  if (method !== "GET") return "other";
  return new URL(url, "http://s3").searchParams.get("list-type") === "2" ? "list" : "get";
}

/** The key of an object in a path-style request. */
export function keyOf({ url = "" }: IncomingMessage): string {
  const [, , ...key] = new URL(url, "http://s3").pathname.split("/");
  return decodeURIComponent(key.join("/"));
}

/** An error as the service answers it. */
export function refusal(code: RefusalCode): { readonly status: number; readonly body: string } {
  const message = `made up: ${code}`;
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status: STATUS[code], body };
}

/** Rules, asked for each request in their order: the first that strikes is its fate. A seed repeats the draws. */
export class S3Fates {
  readonly #random: Seeded;
  #rules: readonly S3Rule[] = [];
  #left = new Map<S3Rule, number>();
  readonly #struck = new Map<string, number>();

  constructor(seed: number) {
    this.#random = new Seeded(seed);
  }

  set(rules: readonly S3Rule[]): void {
    this.#rules = rules;
    this.#left = new Map(rules.map((rule) => [rule, rule.times ?? Number.POSITIVE_INFINITY]));
  }

  of(operation: S3Operation, key: string): S3Fault | undefined {
    for (const rule of this.#rules) {
      const left = this.#left.get(rule) ?? 0;
      if (left <= 0 || !matches(rule, operation, key)) continue;
      if (this.#random.next() >= (rule.share ?? 1)) continue;
      this.#left.set(rule, left - 1);
      this.count(nameOf(rule.fault));
      return rule.fault;
    }
    return undefined;
  }

  count(name: string): void {
    this.#struck.set(name, (this.#struck.get(name) ?? 0) + 1);
  }

  /** How often each kind of fault struck. */
  get struck(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#struck);
  }

  /** Milliseconds of a delay. */
  delayMs({ ms, upToMs = ms }: { readonly ms: number; readonly upToMs?: number }): number {
    return ms + this.#random.next() * (upToMs - ms);
  }
}

/** "dropAnswer", or the code of a refusal. */
function nameOf(fault: S3Fault): string {
  return fault.kind === "refuse" ? fault.code : fault.kind;
}

function matches({ operation, path }: S3Rule, is: S3Operation, key: string): boolean {
  const wanted = operation === undefined ? [is] : [operation].flat();
  return wanted.includes(is) && (path?.test(key) ?? true);
}

/** What goes wrong all the time under load, each kind with a share of the requests. */
export function storeFaults(share: number): S3Rule[] {
  const unknown: S3Fault[] = [
    { kind: "dropAnswer" },
    { kind: "holdAnswer", ms: 4_000 },
    { kind: "delay", ms: 200, upToMs: 3_000 },
    { kind: "reset" },
  ];
  return [
    ...unknown.map((fault): S3Rule => ({ operation: "create", share, fault })),
    ...unknown.map((fault): S3Rule => ({ operation: "put", share, fault })),
    { operation: "create", share, fault: { kind: "refuse", code: "ConditionalRequestConflict" } },
    { operation: ["get", "list"], share, fault: { kind: "reset" } },
    { operation: ["get", "list"], share, fault: { kind: "truncate" } },
    { share, fault: { kind: "refuse", code: "SlowDown" } },
    { share, fault: { kind: "refuse", code: "InternalError" } },
  ];
}

/** True for the key of an object of a log, below whatever prefix. */
export function keyEnds(key: string, path: string): boolean {
  return key === path || key.endsWith(`/${path}`);
}
