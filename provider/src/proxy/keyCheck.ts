import { createHmac, randomBytes } from "node:crypto";
import type { Credentials } from "./headers";
import { Refused, RPC } from "./refused";
import { type Http1Upstream, wholeBody } from "./upstream/http1";
import type { Origin } from "./upstream/origin";

/** Milliseconds that a key counts as taken. */
const HOLDS_MS = 300_000;
const MOST_KNOWN = 1_000;
const MOST_ANSWER = 64 * 1024 * 1024;

/**
 * Asks the service whether it takes a key, where nothing else would: writes that go to the log alone. Keys aren't kept, only
 * a keyed hash of those that were taken.
 */
export class KeyCheck {
  readonly #salt = randomBytes(32);
  readonly #taken = new Map<string, number>();

  constructor(
    readonly upstream: Http1Upstream,
    /** Milliseconds, never back. */
    readonly now: () => number,
  ) {}

  /** @throws Refused when the service doesn't take the key, ServiceFailure when it can't be asked */
  async require(origin: Origin, credentials: Credentials): Promise<void> {
    const mark = this.#markOf(origin, credentials);
    const until = this.#taken.get(mark);
    if (until !== undefined && until > this.now()) return;
    const answer = await this.upstream.request(origin, {
      method: "POST",
      path: "/describe_index_stats",
      headers: ["content-type", "application/json", ...Object.entries(credentials).flat()],
      body: Buffer.from("{}"),
    });
    await wholeBody(answer, MOST_ANSWER);
    const status = answer.statusCode ?? 0;
    if (status !== 200) throw notTaken(status);
    if (this.#taken.size >= MOST_KNOWN) this.#taken.clear();
    this.#taken.set(mark, this.now() + HOLDS_MS);
  }

  #markOf(origin: Origin, credentials: Credentials): string {
    const text = JSON.stringify([origin.url, Object.entries(credentials)]);
    return createHmac("sha256", this.#salt).update(text).digest("base64");
  }
}

function notTaken(status: number): Refused {
  const sentence = (text: string) => `podshift proxy: ${text}; nothing was recorded`;
  if (status === 401)
    return new Refused(401, RPC.unauthenticated, sentence("the service does not take the key"), "key-refused");
  if (status === 403)
    return new Refused(403, RPC.permissionDenied, sentence("the service does not take the key"), "key-refused");
  return new Refused(503, RPC.unavailable, sentence(`the service could not be asked about the key`), "key-unknown");
}
