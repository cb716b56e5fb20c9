import type { IndexReader } from "../../pinecone/types";

/** Pages that are put together before their ids are looked for: a fetch takes more ids than a page holds. */
const PAGES_TOGETHER = 10;

/** Every id that a serverless index lists in a namespace, some hundred at a time. */
export async function* listAll(reader: IndexReader, namespace: string): AsyncIterable<string[]> {
  let ids: string[] = [];
  let pages = 0;
  for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
    const page = await reader.list(namespace, token);
    ids = ids.concat(page.ids);
    pages += 1;
    token = page.next;
    if (pages % PAGES_TOGETHER === 0) {
      yield ids;
      ids = [];
    }
  }
  if (ids.length > 0) yield ids;
}
