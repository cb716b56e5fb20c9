import type { Refusal } from "./errors.js";
import type { Course } from "./faults/faults.js";

/** Methods of the API. */
export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** A request as the actions see it. */
export interface ApiRequest {
  /** Parsed JSON; undefined when the body was empty. */
  readonly body: unknown;
  /** Length of the body in bytes. */
  readonly bytes: number;
  readonly query: URLSearchParams;
  /** Parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** `X-Pinecone-Api-Version`, when sent. */
  readonly version: string | undefined;
  /** How a fault lets end what the request sets going. */
  readonly course?: Course | undefined;
}

/** Status, JSON body (undefined: none), headers. */
export type Answer = readonly [status: number, body: object | undefined, headers?: Readonly<Record<string, string>>];

/** What a route does with its target, such as the project or an index: it returns, and the server writes. */
export type Action<Target> = (target: Target, request: ApiRequest) => Answer | Promise<Answer>;
/** The path as fastify reads it. */
export type Route<Target> = readonly [method: Method, path: string, action: Action<Target>];

/** How a plane says what went wrong before an action was reached. */
export interface PlaneRefusals {
  invalidKey(): Refusal;
  /** The URL or the JSON body can't be read. */
  malformed(what: string): Refusal;
  notModelled(what: string): Refusal;
  internal(): Refusal;
  /** What a fault answers with this status. */
  fault(status: number): Refusal;
}
