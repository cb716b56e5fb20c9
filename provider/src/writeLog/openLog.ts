import { fileURLToPath } from "node:url";
import { PodshiftError } from "../errors";
import type { Clock } from "../util/clock";
import { shownUrl } from "../util/shownUrl";
import { Control } from "./control";
import { fileStore } from "./fileStore";
import { s3Store } from "./s3/s3Store";
import { readS3Url } from "./s3/s3Url";
import type { LogStore } from "./store";

export interface LogOptions {
  readonly clock: Pick<Clock, "sleep">;
  /** Makes strings that nobody made before. */
  readonly nonce: () => string;
  readonly signal?: AbortSignal;
}

/** A write log's place and its control record. */
export interface OpenLog {
  readonly store: LogStore;
  readonly control: Control;
}

/**
 * Opens the write log at a URL: `file:///folder`, or `s3://bucket/prefix` with `region`, `endpoint` and `gather` as options.
 * Nothing is read, made or connected to yet.
 *
 * @throws CONFIG_INVALID when the URL names no place that a log can be in
 */
export function openLog(url: string, { clock, nonce, signal }: LogOptions): OpenLog {
  const store = storeAt(url, clock);
  return { store, control: new Control(store, clock, nonce, signal) };
}

/** All that is wrong with the URL of a write log, each as half a sentence. */
export function problemsOfLogUrl(url: string): readonly string[] {
  const read = readUrl(url);
  return "problems" in read ? read.problems : [];
}

type Read = { readonly problems: readonly string[] } | { readonly open: (clock: Pick<Clock, "sleep">) => LogStore };

function readUrl(url: string): Read {
  if (url.startsWith("s3://")) {
    const place = readS3Url(url);
    return "bucket" in place ? { open: (clock) => s3Store(url, place, { clock }) } : { problems: place };
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "file:") return { problems: ["it must begin with file:/// or s3://"] };
  if (parsed.host !== "") return { problems: ["it names a host: a folder has three slashes, file:///"] };
  if (/[?#]/.test(parsed.href)) return { problems: ["a folder's `?` is written as %3F, and its `#` as %23"] };
  const folder = folderOf(parsed);
  if (folder === undefined) return { problems: ["its folder can't be read: a `%` of it is written as %25"] };
  return { open: () => fileStore(folder) };
}

/** Undefined when its escapes are none, or stand for what no folder's name holds. */
function folderOf(url: URL): string | undefined {
  try {
    const folder = fileURLToPath(url).replace(/(?<=.)\/+$/, "");
    return folder.includes("\0") ? undefined : folder;
  } catch {
    return undefined;
  }
}

function storeAt(url: string, clock: Pick<Clock, "sleep">): LogStore {
  const read = readUrl(url);
  if ("open" in read) return read.open(clock);
  const shown = shownUrl(url);
  throw new PodshiftError(
    "CONFIG_INVALID",
    `the write log's URL ${JSON.stringify(shown)}: ${read.problems.join("; ")}`,
    {
      facts: { url: shown },
      next: "name a place that all writers share: file:///var/podshift/docs, or s3://my-bucket/podshift/docs",
    },
  );
}
