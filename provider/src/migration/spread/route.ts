import { getJson, type LogStore, toJson } from "../../writeLog/store";
import { routePath } from "./paths";
import { incomplete } from "./ranges";

/** Namespaces of a job that go by bulk import: kept before any part is applied, for these leave them out. */
export interface Route {
  readonly namespaces: readonly string[];
  /** Where their files were written; left out when there are none. */
  readonly uri?: string;
  /** Rows of these files, which the import must bring: no more and no fewer. */
  readonly records?: number;
}

/** Undefined when nothing was decided. */
export async function routeOf(store: LogStore, job: string): Promise<Route | undefined> {
  return getJson<Route>(store, routePath(job));
}

export async function routedOf(store: LogStore, job: string): Promise<readonly string[]> {
  return (await routeOf(store, job))?.namespaces ?? [];
}

/** Keeps what is decided, unless something was before; answers what holds. */
export async function keepRoute(store: LogStore, job: string, route: Route): Promise<Route> {
  await store.create(routePath(job), toJson({ v: 1, ...route }));
  return (await routeOf(store, job)) ?? route;
}

/**
 * What was kept when the files were written.
 *
 * @throws SPREAD_INCOMPLETE when the namespaces are others, or the files are said to be elsewhere
 */
export async function routeAsKept(
  store: LogStore,
  job: string,
  uri: string,
  namespaces: readonly string[],
): Promise<Route> {
  const kept = (await routeOf(store, job)) ?? { namespaces: [] };
  if ([...namespaces].sort().join("\n") !== [...kept.namespaces].sort().join("\n")) {
    throw incomplete("the namespaces to import are not those that were routed");
  }
  if (kept.uri !== undefined && kept.uri !== uri) {
    throw incomplete(`this job's files to import are in ${kept.uri}, not in ${uri}`);
  }
  return kept;
}
