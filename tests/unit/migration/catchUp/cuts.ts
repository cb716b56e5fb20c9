import type { Book } from "../../../../provider/src/migration/catchUp/book";
import type { Direction, Ids } from "../../../../provider/src/migration/catchUp/direction";
import { Forward } from "../../../../provider/src/migration/catchUp/forward";
import { Reverse, touchedSince } from "../../../../provider/src/migration/catchUp/reverse";
import { namedIds } from "../../../../provider/src/writeLog/entry";
import type { Position } from "../../../../provider/src/writeLog/position";
import type { LogReader } from "../../../../provider/src/writeLog/reader";
import { matches, type Side } from "./indexModel";
import type { Process } from "./process";
import type { World } from "./world";

/** Rules of the design that a test leaves out, one at a time: each must make histories end different. */
export const CUTS = [
  "done-marks",
  "bulk entries",
  "wide filters",
  "recent list",
  "recent list saved",
  "unknown outcomes",
  "start position",
  "landing before going on",
  "freshness before rollback",
  "touched ids in rollback",
  "one applier",
  "settle after closing",
  "settle after unknown outcomes",
  "postponed for replicas",
  "log anew for replicas",
  "wait for writers to hear of replicas",
] as const;

export type Cut = (typeof CUTS)[number];

export interface Surroundings {
  readonly world: World;
  readonly process: Process;
  readonly cut: Cut | undefined;
  readonly log: LogReader;
  readonly switched: Position | undefined;
}

/** The real direction, or one with a rule left out. */
export async function directionOf(to: Side, at: Surroundings): Promise<Direction> {
  return to === "serverless" ? forward(at) : reverse(at);
}

function forward({ world, process, cut }: Surroundings): Direction {
  const real = new Forward({
    serverless: {
      fetchByFilter: async (ns, filter) => ({ ids: await world.matching(process, ns, filter) }),
      list: async (ns) => {
        await world.step(process, 0.3);
        return { ids: [...(world.seen.get(ns)?.keys() ?? [])] };
      },
    },
    freshness: freshness(world, process),
    filterable: new Set(["color"]),
    mostRecent: world.random.chance(0.5) ? { withBulk: 2, inAll: 5 } : { withBulk: 100, inAll: 100 },
  });
  switch (cut) {
    case "bulk entries":
      return changed(real, async () => new Map());
    case "recent list":
      return changed(real, (bulk, taken, book, inFence) => real.nameBulk(bulk, taken, without(book), inFence));
    case "wide filters":
      return changed(real, async (bulk, taken, book, inFence) => {
        const others = bulk.filter((entry) => !("filter" in entry));
        const named = await real.nameBulk(others, taken, book, inFence);
        if (named === "needs list") return named;
        for (const entry of bulk) {
          if (!("filter" in entry)) continue;
          const hits = [...(world.seen.get(entry.ns) ?? [])].filter(([, record]) =>
            matches("serverless", entry.filter, record),
          );
          const ids = [...hits.map(([id]) => id), ...book.recentIn(entry.ns)];
          named.set(entry.ns, new Set([...(named.get(entry.ns) ?? []), ...ids]));
        }
        return named;
      });
    default:
      return real;
  }
}

async function reverse({ world, process, cut, log, switched = {} }: Surroundings): Promise<Direction> {
  const fresh = cut === "freshness before rollback" ? { fresh: async () => {} } : freshness(world, process);
  const real = new Reverse({ freshness: fresh, touched: await touchedSince(log, switched) });
  if (cut !== "touched ids in rollback") return real;
  return changed(real, async (bulk): Promise<Ids> => {
    const named: Ids = new Map();
    for (const entry of bulk) named.set(entry.ns, new Set([...(named.get(entry.ns) ?? []), ...namedIds(entry)]));
    return named;
  });
}

function freshness(world: World, process: Process) {
  return {
    fresh: async (ns: string) => {
      await world.step(process, 0.2);
      world.fresh(ns);
    },
  };
}

function changed(real: Direction, nameBulk: Direction["nameBulk"]): Direction {
  return {
    readsAnyTime: real.readsAnyTime,
    nameBulk,
    beforeReading: (namespaces) => real.beforeReading(namespaces),
    beforeSending: (named, book) => real.beforeSending(named, book),
    afterSending: (taken, book) => real.afterSending(taken, book),
  };
}

function without(book: Book): Book {
  return Object.create(book, { recentIn: { value: () => new Set() } }) as Book;
}
