import * as fileStores from "../../../provider/src/writeLog/fileStore";
import type { LogStore } from "../../../provider/src/writeLog/store";
import type { Asked, Requests } from "./simulation";

/** A request to a log's store. */
export interface Recorded {
  readonly op: "create" | "put" | "get" | "list" | "delete";
  readonly path: string;
}

/** What each part asked of the write log's store. */
export class RecordedStores {
  readonly #seen = new Map<string, Map<string, Recorded>>();
  /** The part that opens logs now; an application with capture is `writer` whatever it says. */
  part = "operator";

  /** What a part asked for, each once. */
  of(part: string): readonly Recorded[] {
    return [...(this.#seen.get(part)?.values() ?? [])];
  }

  /** Records every store that is opened until the answer is called. */
  begin(): () => void {
    const real = fileStores.fileStore;
    const record = (folder: string): LogStore => {
      const part = /provider\/src\/capture\//.test(new Error("opened").stack ?? "") ? "writer" : this.part;
      return this.#recorded(real(folder), part);
    };
    Object.assign(fileStores, { fileStore: record });
    return () => void Object.assign(fileStores, { fileStore: real });
  }

  #recorded(store: LogStore, part: string): LogStore {
    const seen = this.#seen.get(part) ?? new Map<string, Recorded>();
    this.#seen.set(part, seen);
    const noted = (op: Recorded["op"], path: string): string => {
      seen.set(`${op} ${path}`, { op, path });
      return path;
    };
    return {
      url: store.url,
      create: (path, body) => store.create(noted("create", path), body),
      put: (path, body) => store.put(noted("put", path), body),
      get: (path) => store.get(noted("get", path)),
      list: (folder) => store.list(noted("list", folder)),
      delete: (path) => store.delete(noted("delete", path)),
    };
  }
}

/** What a request to the log's store is in S3. Reading asks for the list right too: an object may not be there. */
export function asksS3({ op, path }: Recorded, s3: Requests, prefix: string): readonly Asked[] {
  const key = `${prefix}/${path}`;
  if (op === "get") return [s3.get(key), s3.list(key)];
  if (op === "list") return [s3.list(`${key}/`)];
  if (op === "delete") return [s3.remove(key)];
  return [op === "create" ? s3.create(key) : s3.put(key)];
}
