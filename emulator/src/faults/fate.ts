import type { Answer } from "../route.js";
import type { Clock } from "../states.js";
import type { Course, Strike } from "./faults.js";

/** What becomes of a request: its answer, and whether that arrives. */
export interface Fate {
  readonly answer: Answer;
  /** `reset`: nothing arrives. `truncate`: the beginning of the answer does. */
  readonly ending: "whole" | "reset" | "truncate";
}

/** What a fault does with a request. */
export interface Doing {
  /** Does what was asked, once. What it leads to may go wrong later. */
  act(course?: Course): Promise<Answer>;
  /** The plane's answer to a request that it refuses with this status. */
  refuse(status: number): Answer;
  readonly clock: Clock;
}

/** Carries a strike out; without one the request is done as asked. */
export async function meetFate(strike: Strike | undefined, { act, refuse, clock }: Doing): Promise<Fate> {
  switch (strike?.kind) {
    case undefined:
      return { answer: await act(), ending: "whole" };
    case "refuse":
      return { answer: withRetryAfter(refuse(strike.status), strike.retryAfterSeconds), ending: "whole" };
    case "refuseAfter":
      await act();
      return { answer: refuse(strike.status), ending: "whole" };
    case "delay":
      await new Promise<void>((done) => void clock.after(strike.ms, done));
      return { answer: await act(), ending: "whole" };
    case "reset":
      return { answer: strike.when === "before" ? NO_ANSWER : await act(), ending: "reset" };
    case "truncate":
      return { answer: await act(), ending: "truncate" };
    case "stuck":
    case "failed":
    case "late":
      return { answer: await act(strike), ending: "whole" };
  }
}

/** In the journal of a request that was dropped before it had an effect. */
const NO_ANSWER: Answer = [0, undefined];

function withRetryAfter([status, body, headers]: Answer, seconds: number | undefined): Answer {
  return seconds === undefined ? [status, body] : [status, body, { ...headers, "retry-after": String(seconds) }];
}
