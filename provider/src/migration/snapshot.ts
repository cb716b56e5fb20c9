import type { OpenLog } from "../writeLog/openLog";
import { getJson, toJson } from "../writeLog/store";

/** A collection as a log's own: `snapshots/<name>-<askedAt>.json`. */
interface SnapshotRecord {
  readonly v: 1;
  /** Id of the log: another one after it was closed and begun anew, when there is a gap in capture. */
  readonly log: string;
  readonly collection: string;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
}

/** Written before the collection is asked for, create-only: the log has every write since. */
export async function recordSnapshot({ store, control }: OpenLog, collection: string, askedAt: number): Promise<void> {
  const { log } = await control.read();
  await store.create(pathOf(collection, askedAt), toJson({ v: 1, log, collection, askedAt } satisfies SnapshotRecord));
}

/** True when this log was recording when the collection was asked for, and has not been closed since. */
export async function isSnapshotOf({ store, control }: OpenLog, collection: string, askedAt: number): Promise<boolean> {
  const [record, { log }] = await Promise.all([
    getJson<SnapshotRecord>(store, pathOf(collection, askedAt)),
    control.read(),
  ]);
  return record?.log === log;
}

/** When collections were asked for under this log, in order: milliseconds since 1970. For people: nothing rests on a listing. */
export async function snapshotsOf({ store }: Pick<OpenLog, "store">, log: string): Promise<number[]> {
  const names = await store.list(FOLDER);
  const records = await Promise.all(names.map((name) => getJson<SnapshotRecord>(store, `${FOLDER}/${name}`)));
  return records.flatMap((record) => (record?.log === log ? [record.askedAt] : [])).sort((a, b) => a - b);
}

const FOLDER = "snapshots";

function pathOf(collection: string, askedAt: number): string {
  return `${FOLDER}/${collection}-${askedAt}.json`;
}
