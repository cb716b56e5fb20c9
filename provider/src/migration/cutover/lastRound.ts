import { getJson, type LogStore, toJson } from "../../writeLog/store";
import type { NamedIds } from "./way";

/** What a switch's last round looked at, kept until it was compared once more: `switches/<epoch>.json`. */
interface LastRoundRecord {
  readonly v: 1;
  readonly named: Readonly<Record<string, readonly string[]>>;
  readonly verified: boolean;
}

/** Saved before the switch: a run that is killed right after it must not forget what is to be compared. */
export async function saveLastRound(store: LogStore, epoch: number, named: NamedIds): Promise<void> {
  const plain = Object.fromEntries([...named].map(([namespace, ids]) => [namespace, [...ids]]));
  await store.put(pathOf(epoch), toJson({ v: 1, named: plain, verified: false } satisfies LastRoundRecord));
}

/** What is still to be compared after the switch of this epoch; undefined when nothing is. */
export async function unverifiedRound(store: LogStore, epoch: number): Promise<NamedIds | undefined> {
  const record = await getJson<LastRoundRecord>(store, pathOf(epoch));
  if (record === undefined || record.verified) return undefined;
  return new Map(Object.entries(record.named).map(([namespace, ids]) => [namespace, new Set(ids)]));
}

/** True once the switch of this epoch was compared, and nothing differed. */
export async function isVerified(store: LogStore, epoch: number): Promise<boolean> {
  return (await getJson<LastRoundRecord>(store, pathOf(epoch)))?.verified === true;
}

export async function markVerified(store: LogStore, epoch: number): Promise<void> {
  const record = await getJson<LastRoundRecord>(store, pathOf(epoch));
  if (record !== undefined) await store.put(pathOf(epoch), toJson({ ...record, verified: true }));
}

function pathOf(epoch: number): string {
  return `switches/${epoch}.json`;
}
