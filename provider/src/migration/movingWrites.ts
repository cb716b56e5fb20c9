import { LogReader } from "../writeLog/reader";
import { caughtUpTo } from "./catchUpFile";
import type { MigrationContext } from "./context";
import { namedInLog } from "./loggedIds";
import type { MovingWrites } from "./parity/options";
import { touchedSince } from "./parity/touched";
import { freshness } from "./ways/mirroredWay";
import type { Between, RunningWay } from "./ways/ways";

/** The application's writes while both indexes are compared: brought over by rounds, known by the log. */
export function movingWrites(context: MigrationContext, { serverless, log }: Between, way: RunningWay): MovingWrites {
  const { signal } = context;
  const reader = new LogReader(log.store, log.control);
  const fresh = freshness(context, serverless.host);
  const position = async () => (await caughtUpTo(log.store, await log.control.read())) ?? {};
  return {
    round: async () => {
      const before = await position();
      await way.catchUp();
      // What the rounds brought over shows in reads before anybody compares it.
      for (const namespace of (await touchedSince(reader, before, signal)).keys()) await fresh.fresh(namespace);
    },
    inFlight: async () => {
      const logged = await touchedSince(reader, await position(), signal);
      return new Map([...logged].map(([namespace, { ids, bulk }]) => [namespace, bulk ? ("all" as const) : ids]));
    },
    named: (namespace, ids) => namedInLog(reader, namespace, ids, signal),
  };
}
