import { connect } from "../../../provider/src/pinecone/client";
import { contextOf, type NotedContext } from "./contexts";
import { FakeTime } from "./fakeTime";
import type { Stage } from "./stage";

/** A context in which time passes by itself; before the sleep of this number the run is asked to stop. */
export function stoppedAtSleep(stage: Stage, sleep: number): NotedContext {
  const stop = new AbortController();
  const clock = new FakeTime(Date.now(), (count) => count === sleep && stop.abort());
  return contextOf(stage.client, { clock, signal: stop.signal });
}

/** A context in which the run is asked to stop while the first request that matches is under way. */
export function stoppedInRequest(stage: Stage, matches: (method: string, path: string) => boolean): NotedContext {
  const stop = new AbortController();
  const client = connect({
    apiKey: "stopped",
    controllerHost: stage.emulator.url,
    signal: stop.signal,
    retries: 0,
    fetch: (input, init) => {
      const path = new URL(input instanceof Request ? input.url : input).pathname;
      if (matches(init?.method ?? "GET", path)) stop.abort();
      return globalThis.fetch(input, init);
    },
  });
  return contextOf(client, { clock: new FakeTime(Date.now()), signal: stop.signal });
}

/** A context in which something happens, and is waited for, before the answer to each request comes back. */
export function whileAsking(stage: Stage, happens: (method: string, path: string) => Promise<void>): NotedContext {
  const client = connect({
    apiKey: "asking",
    controllerHost: stage.emulator.url,
    retries: 0,
    fetch: async (input, init) => {
      const answer = await globalThis.fetch(input, init);
      await happens(init?.method ?? "GET", new URL(input instanceof Request ? input.url : input).pathname);
      return answer;
    },
  });
  return contextOf(client, { clock: new FakeTime(Date.now()) });
}

/** A context in which time passes by itself, with something that happens before each sleep. */
export function whileWaiting(stage: Stage, happens: (sleep: number) => void): NotedContext {
  return contextOf(stage.client, { clock: new FakeTime(Date.now(), happens) });
}
