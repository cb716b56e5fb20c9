import { getJson, type LogStore, toJson } from "../../writeLog/store";
import { routePath } from "./paths";

/** Namespaces of a job that go by bulk import: kept before any part is applied, for these leave them out. */
interface RouteFile {
  readonly v: 1;
  readonly namespaces: readonly string[];
}

/** Undefined when nothing was decided. */
export async function routedOf(store: LogStore, job: string): Promise<readonly string[] | undefined> {
  return (await getJson<RouteFile>(store, routePath(job)))?.namespaces;
}

/** Keeps what is decided, unless something was before; answers what holds. */
export async function keepRoute(
  store: LogStore,
  job: string,
  namespaces: readonly string[],
): Promise<readonly string[]> {
  await store.create(routePath(job), toJson({ v: 1, namespaces } satisfies RouteFile));
  return (await routedOf(store, job)) ?? namespaces;
}
