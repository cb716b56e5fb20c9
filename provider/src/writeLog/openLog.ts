import { fileURLToPath } from "node:url";
import { PodshiftError } from "../errors";
import type { Clock } from "../util/clock";
import { Control } from "./control";
import { fileStore } from "./fileStore";
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
 * Opens the write log at a URL: `file:///folder`. Nothing is read or made yet.
 *
 * @throws CONFIG_INVALID when the URL names no place that a log can be in
 */
export function openLog(url: string, { clock, nonce, signal }: LogOptions): OpenLog {
  const store = storeAt(url);
  return { store, control: new Control(store, clock, nonce, signal) };
}

function storeAt(url: string): LogStore {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "file:") throw noPlace(url, "the write log's URL must begin with file:///");
  if (parsed.host !== "") throw noPlace(url, "the write log's URL names a host: a folder has three slashes, file:///");
  return fileStore(fileURLToPath(parsed).replace(/(?<=.)\/+$/, ""));
}

function noPlace(url: string, why: string): PodshiftError {
  return new PodshiftError("CONFIG_INVALID", `${why} (it is ${JSON.stringify(url)})`, {
    facts: { url },
    next: "name a folder that all writers share, such as file:///var/podshift/docs",
  });
}
