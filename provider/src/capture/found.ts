import { PodshiftError } from "../errors";
import { nextToken } from "../util/nextToken";
import { isBulk } from "../writeLog/entry";
import type { LoggedBody } from "../writeLog/writer";
import type { ClientIndex } from "./client";
import { isRefusal } from "./refusals";

/** A page of ids, as far as capture looks at it. */
interface Page {
  readonly records?: Readonly<Record<string, unknown>>;
  readonly vectors?: ReadonlyArray<{ readonly id?: string }>;
  readonly pagination?: { readonly next?: unknown } | null;
}

/** Records of one page by metadata: they come with their values. */
const PAGE = 100;

/**
 * Bulk writes with the ids that they will touch on the serverless index, as it shows them now: the way back needs them.
 * A list that is too long does no harm there. The index is already that of the write's namespace.
 */
export function withFound(bodies: readonly LoggedBody[], index: ClientIndex): Promise<LoggedBody[]> {
  return Promise.all(
    bodies.map(async (body) => {
      if (!isBulk(body)) return body;
      return { ...body, found: "filter" in body ? await idsByFilter(index, body.filter) : await allIds(index) };
    }),
  );
}

/** Older clients can't fetch by metadata, and the service refuses some filters there: then all ids. */
async function idsByFilter(index: ClientIndex, filter: object): Promise<string[]> {
  try {
    const pages = pagesOf(index, "fetchByMetadata", { filter, limit: PAGE });
    if (pages !== undefined) return await collect(pages, ({ records }) => Object.keys(records ?? {}));
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  return allIds(index);
}

/** A namespace that isn't there has no ids. */
async function allIds(index: ClientIndex): Promise<string[]> {
  const pages = pagesOf(index, "listPaginated", { limit: PAGE });
  if (pages === undefined) throw noList();
  try {
    return await collect(pages, ({ vectors }) => (vectors ?? []).flatMap(({ id }) => id ?? []));
  } catch (error) {
    if (error instanceof Error && error.name === "PineconeNotFoundError") return [];
    throw error;
  }
}

function noList(): PodshiftError {
  return new PodshiftError("CAPTURE_UNSUPPORTED", "this client can't list ids: a bulk write could not be taken back", {
    next: "use @pinecone-database/pinecone 5 or newer, or delete by ids; nothing was sent",
  });
}

function pagesOf(index: ClientIndex, method: string, options: object): AsyncGenerator<Page> | undefined {
  const read: unknown = Reflect.get(index, method);
  return typeof read === "function" ? pages(index, read, options) : undefined;
}

// biome-ignore lint/complexity/noBannedTypes: the client's own function, of any version
async function* pages(index: ClientIndex, read: Function, options: object): AsyncGenerator<Page> {
  let paginationToken: string | undefined;
  do {
    const token = paginationToken === undefined ? {} : { paginationToken };
    const page = (await Reflect.apply(read, index, [{ ...options, ...token }])) as Page;
    yield page;
    paginationToken = nextToken(page.pagination?.next, paginationToken, noNextPage);
  } while (paginationToken !== undefined);
}

function noNextPage(): PodshiftError {
  return new PodshiftError("API_ERROR", "the service lists ids with a token of the next page that leads to none", {
    next: "write again; if it says so again, look at what stands between here and the service; nothing was sent",
  });
}

async function collect(read: AsyncGenerator<Page>, idsOf: (page: Page) => string[]): Promise<string[]> {
  const ids = new Set<string>();
  for await (const page of read) for (const id of idsOf(page)) ids.add(id);
  return [...ids];
}
