import { stopped } from "../errors";
import { describeFailure } from "./failures";

export type Ask = <T>(what: string, request: () => Promise<T>) => Promise<T>;

/** Turns whatever a request throws into an error for people; one that was cut short by the signal is a stop. */
export function asking(signal: AbortSignal | undefined): Ask {
  return async (what, request) => {
    try {
      return await request();
    } catch (error) {
      throw signal?.aborted ? stopped(error) : describeFailure(error, what);
    }
  };
}
