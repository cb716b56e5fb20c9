import type { MigrationContext } from "../../../provider/src/migration/context";
import type { PineconeClient } from "../../../provider/src/pinecone/types";
import type { Clock } from "../../../provider/src/util/clock";
import { FakeTime } from "./fakeTime";

export interface NotedContext extends MigrationContext {
  readonly said: { readonly progress: string[]; readonly report: string[]; readonly warn: string[] };
}

/** A context whose messages are noted. */
export function contextOf(
  client: PineconeClient,
  { clock = new FakeTime(), signal = new AbortController().signal }: { clock?: Clock; signal?: AbortSignal } = {},
): NotedContext {
  const said = { progress: [] as string[], report: [] as string[], warn: [] as string[] };
  return {
    client,
    clock,
    signal,
    said,
    progress: (message) => void said.progress.push(message),
    report: (message) => void said.report.push(message),
    warn: (message) => void said.warn.push(message),
  };
}
