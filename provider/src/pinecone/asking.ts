import { PodshiftError, stopped } from "../errors";
import { noAnswer } from "./answers";
import { inExchange } from "./exchange";
import { describeFailure, transportErrorOf } from "./failures";

export type Ask = <T>(what: string, request: () => Promise<T>) => Promise<T>;

/**
 * Turns whatever a request throws into an error for people; one that was cut short by the signal is a stop. What the client
 * throws once it has an answer of success is that it can't read it.
 */
export function asking(signal: AbortSignal | undefined): Ask {
  return (what, request) =>
    inExchange(async (exchange) => {
      try {
        return await request();
      } catch (error) {
        if (signal?.aborted) throw stopped(error);
        const isTold = error instanceof PodshiftError || transportErrorOf(error) !== undefined;
        if (isTold || exchange.headers === undefined) throw describeFailure(error, what);
        throw noAnswer(`with something that can't be read: ${what}`, error);
      }
    });
}
