/** What the proxy allows, so that no client holds up another. */
export interface ProxyLimits {
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Bytes of a request's head. */
  readonly headerBytes: number;
  readonly connections: number;
  /** Requests under way. */
  readonly requests: number;
  /** Bytes of request bodies in memory, all together. */
  readonly bufferedBytes: number;
  /** Milliseconds for a request's head to arrive. */
  readonly headMs: number;
  /** Milliseconds for a request to arrive whole. */
  readonly receiveMs: number;
  /** Milliseconds after which a connection on which nothing moves is closed. */
  readonly idleMs: number;
  /** Milliseconds for the service to answer, or to go on answering. */
  readonly serviceMs: number;
  /** Milliseconds for requests under way when the proxy is stopped. */
  readonly drainMs: number;
}

/**
 * The service takes 2 MB (docs "Upsert limits"); some clients' JSON of it is longer. An idle connection lives longer than
 * those that load balancers keep (60 s by default at AWS), or they would use one that is just being closed.
 */
export const DEFAULT_LIMITS: ProxyLimits = {
  bodyBytes: 4 * 1024 * 1024,
  headerBytes: 128 * 1024,
  connections: 1_000,
  requests: 1_000,
  bufferedBytes: 256 * 1024 * 1024,
  headMs: 10_000,
  receiveMs: 30_000,
  idleMs: 120_000,
  serviceMs: 30_000,
  drainMs: 20_000,
};
