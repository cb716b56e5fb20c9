import type { LogStore } from "../../../provider/src/writeLog/store";
import { between } from "./random";
import { CALM, networkStore, type VirtualNetwork } from "./virtualNetwork";

/** How a process reaches a log's store in virtual time. */
export type Reach = typeof networkStore;

/** What a service that speaks S3 does beside losing and delaying: shares of the requests. */
const REFUSED = 0.02;
const CONFLICT = 0.05;
/** Listings lag by at most so many milliseconds; a write takes so long to be seen by none but them. */
const LAG_MS = 4_000;
/** Tries of a request before it fails, and milliseconds before the second of them, doubled each time. */
const TRIES = 4;
const BACKOFF_MS = 20;
/** The `Date` header has whole seconds. */
const SECOND_MS = 1_000;

/** 503 and 409: the service says that it did nothing. */
class Refusal extends Error {}

/**
 * A log's store over S3 as one process reaches it: requests are tried again where that can't do harm, so that a create of
 * one's own may be answered with "there is one already"; a conflict of two creators is answered to either; what replaces
 * an object is tried again only when it surely had no effect; listings lag.
 */
export const s3NetworkStore: Reach = (network, process, files, timeoutMs, written = () => undefined) => {
  const born = bornIn(files);
  const inner = networkStore(network, process, files, timeoutMs, (path) => {
    born.set(path, Math.min(born.get(path) ?? Number.POSITIVE_INFINITY, network.time.now));
    written(path);
  });
  const service = serviceOf(network);
  const again = async <T>(may: (error: unknown) => boolean, work: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (tries === TRIES || !may(error)) throw error;
        await process.clock.sleep(BACKOFF_MS * 2 ** tries);
      }
    }
  };
  const always = () => true;
  return {
    ...inner,
    url: "virtual-s3://log",
    create: (path, body) => again(always, () => service(() => inner.create(path, body), CONFLICT)),
    put: (path, body) =>
      again(
        (error) => error instanceof Refusal,
        () =>
          service(async () => {
            const { storeTime } = await inner.put(path, body);
            return { storeTime: Math.floor(storeTime / SECOND_MS) * SECOND_MS };
          }),
      ),
    get: (path) => again(always, () => service(() => inner.get(path))),
    list: (folder) => again(always, () => service(() => lagging(network, inner, born, folder))),
    delete: (path) => again(always, () => service(() => inner.delete(path))),
  };
};

/** When each object came to be, by the store's clock: one memory for all that reach the same store. */
const births = new WeakMap<object, Map<string, number>>();

function bornIn(files: object): Map<string, number> {
  const known = births.get(files) ?? new Map<string, number>();
  births.set(files, known);
  return known;
}

function serviceOf(network: VirtualNetwork) {
  return async <T>(work: () => Promise<T>, conflict = 0): Promise<T> => {
    if (network.temper !== CALM && network.random() < REFUSED + conflict) throw new Refusal("503 or 409");
    return work();
  };
}

async function lagging(
  { random, time }: VirtualNetwork,
  inner: LogStore,
  born: ReadonlyMap<string, number>,
  folder: string,
): Promise<string[]> {
  const names = await inner.list(folder);
  const seenUntil = time.now - between(random, 0, LAG_MS);
  const isOld = (name: string) => {
    const below = [...born].filter(([path]) => `${path}/`.startsWith(`${folder}/${name}/`));
    return below.some(([, at]) => at <= seenUntil);
  };
  return names.filter(isOld);
}
