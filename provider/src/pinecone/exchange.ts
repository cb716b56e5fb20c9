import { AsyncLocalStorage } from "node:async_hooks";
import { WholeAnswer } from "./httpFetch";

/** What went over the wire in one call of the official client, which itself shows neither headers nor whether it sent. */
export interface Exchange {
  /** Whether a request was sent at all; the client refuses some arguments before. */
  sent: boolean;
  /** Headers of the last answer that was no refusal. */
  headers: Headers | undefined;
  /** Sent in place of the client's own body: the client would write and copy each number once more. */
  body?: Uint8Array;
  /** True: the client sees an empty answer, and `answer` is what it was. */
  keepsAnswer?: boolean;
  answer?: Buffer;
}

const NOTHING = Buffer.from("{}");

const underWay = new AsyncLocalStorage<Exchange>();

/** Makes a call of the official client, and gives the call what went over the wire for it and for no other. */
export function inExchange<T>(call: (exchange: Exchange) => Promise<T>): Promise<T> {
  const exchange: Exchange = { sent: false, headers: undefined };
  return underWay.run(exchange, () => call(exchange));
}

/**
 * A fetch as the official client is to have it: it notes what it does in the exchange under way, and wraps failures, for
 * the client (8.2) replaces every error that has a `status` of 500 or more by one without reason or cause.
 */
export function fetchForClient(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const exchange = underWay.getStore();
    if (exchange !== undefined) exchange.sent = true;
    try {
      const response = await fetch(input, exchange?.body === undefined ? init : { ...init, body: exchange.body });
      if (exchange === undefined) return response;
      exchange.headers = response.headers;
      if (!exchange.keepsAnswer) return response;
      exchange.answer = response instanceof WholeAnswer ? response.whole : Buffer.from(await response.arrayBuffer());
      return new WholeAnswer(NOTHING, response);
    } catch (cause) {
      throw new Error("the request failed", { cause });
    }
  };
}

/** A log sequence number from a header of the answer; undefined when it isn't there or is no whole number. */
export function lsnOf(exchange: Exchange, header: string): number | undefined {
  const text = exchange.headers?.get(header) ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
