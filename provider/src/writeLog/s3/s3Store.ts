import type { Clock } from "../../util/clock";
import type { LogStore } from "../store";
import { type Attempt, attempting } from "./attempts";
import { type Failure, failureOf, storeError } from "./failures";
import { isPrompt, ONCE, PATIENT, type Patience, PROMPT, wayOf } from "./patience";
import { connect, type S3Connection } from "./s3Client";
import type { S3Place } from "./s3Url";

export interface S3StoreOptions {
  readonly clock: Pick<Clock, "sleep">;
  /** For jitter, 0 to 1. */
  readonly random?: () => number;
}

/** A write log in a bucket of S3, or of any server that speaks it and knows `If-None-Match`. Connects on first use. */
export function s3Store(url: string, place: S3Place, options: S3StoreOptions): LogStore {
  const requests = new Requests(url, place, options);
  return {
    url,
    gatherMs: place.gatherMs,
    create: (path, body) => create(requests, path, body),
    overwrites: (path) => overwrites(requests, path),
    put: (path, body) => put(requests, path, body),
    get: (path) => get(requests, path),
    list: (folder) => list(requests, folder),
    delete: (path) => remove(requests, path),
  };
}

/** One kind of request, as often as it takes. */
interface Asked<T> {
  /** For people, such as `put writers/w.json`. */
  readonly doing: string;
  readonly patience: Patience;
  readonly bytes?: number;
  again(failure: Failure): boolean;
  /** Whether an attempt so far may have had an effect; left out for what has none, or is tried once. */
  doubtful?(): boolean;
  work(connection: S3Connection, attempt: Attempt): Promise<T>;
  /** Leaves sockets to others. */
  readonly canWait?: boolean;
}

/** Sends to one place. */
class Requests {
  constructor(
    readonly url: string,
    readonly place: S3Place,
    readonly options: S3StoreOptions,
  ) {}

  /** Bucket and key of an object. */
  at(path: string): { Bucket: string; Key: string } {
    const { bucket, prefix } = this.place;
    return { Bucket: bucket, Key: prefix === "" ? path : `${prefix}/${path}` };
  }

  /** @throws whatever the last attempt failed with, as it is when `mine` says so, else as a StoreError */
  async send<T>(
    { doing, bytes = 0, work, doubtful, canWait = false, ...how }: Asked<T>,
    mine: readonly Failure[] = [],
  ): Promise<T> {
    const { clock, random = Math.random } = this.options;
    const deps = { clock, random, monotonic: () => performance.now() };
    try {
      const connection = await connect(this.place);
      await connection.findCredentials(how.patience.totalMs);
      const each = (attempt: Attempt) => work(connection, attempt);
      const inTurn = (now: () => Promise<T>) => (canWait ? connection.reads.during(now) : now());
      return await attempting(deps, { ...how, wayMs: wayOf(bytes), work: each, inTurn });
    } catch (error) {
      throw mine.includes(failureOf(error)) ? error : storeError(this.url, doing, error, doubtful?.() ?? false);
    }
  }
}

/** Whatever may pass. */
const passing = (failure: Failure) => failure === "notDone" || failure === "unknown";

/**
 * After an attempt of unknown outcome "there is one already" may speak of that attempt's own: then the bytes tell. Who
 * made the same bytes is told the same (`LogStore.create`).
 */
async function create(requests: Requests, path: string, body: Uint8Array): Promise<boolean> {
  let mayBeDone = false;
  const asked: Asked<boolean> = {
    ...{ doing: `create ${path}`, patience: PROMPT, bytes: body.byteLength },
    again: (failure) => {
      mayBeDone ||= failure === "unknown";
      return passing(failure);
    },
    doubtful: () => mayBeDone,
    work: async ({ sdk, client }, { signal }) => {
      const input = { ...requests.at(path), Body: body, ContentLength: body.byteLength, IfNoneMatch: "*" };
      await client.send(new sdk.PutObjectCommand(input), { abortSignal: signal });
      return true;
    },
  };
  try {
    return await requests.send(asked, ["exists"]);
  } catch (error) {
    if (failureOf(error) !== "exists") throw error;
    if (!mayBeDone) return false;
  }
  const found = await get(requests, path, true);
  return found !== undefined && Buffer.compare(found, body) === 0;
}

/** A server that doesn't know `If-None-Match` does as if it had not been there. */
async function overwrites(requests: Requests, path: string): Promise<boolean> {
  const found = await get(requests, path);
  return found !== undefined && (await create(requests, path, Buffer.concat([found, Buffer.from(" ")])));
}

/**
 * Sent once unless it was surely not done: a lease's renewal that arrives late and twice would look like a lease that
 * stood still in between.
 */
async function put(requests: Requests, path: string, body: Uint8Array): Promise<{ storeTime: number }> {
  return requests.send({
    ...{ doing: `put ${path}`, patience: isPrompt(path) ? PROMPT : ONCE, bytes: body.byteLength },
    again: (failure) => failure === "notDone",
    work: async ({ sdk, client, time }, { signal }) => {
      const input = { ...requests.at(path), Body: body, ContentLength: body.byteLength };
      await client.send(new sdk.PutObjectCommand(input), { abortSignal: signal });
      return { storeTime: time.now() };
    },
  });
}

/** @param doubtful it is to tell whose object is there: until it does, nothing is known for good */
async function get(requests: Requests, path: string, doubtful = false): Promise<Uint8Array | undefined> {
  const prompt = doubtful || isPrompt(path);
  const patience = prompt ? PROMPT : PATIENT;
  const asked: Asked<Uint8Array> = {
    ...{ doing: `get ${path}`, patience, again: passing, doubtful: () => doubtful },
    canWait: !prompt,
    work: async ({ sdk, client }, { signal, extend }) => {
      const command = new sdk.GetObjectCommand(requests.at(path));
      const { Body, ContentLength = 0 } = await client.send(command, { abortSignal: signal });
      // Its size is known only now.
      extend(patience.attemptMs + wayOf(ContentLength));
      return whole(await Body?.transformToByteArray(), ContentLength);
    },
  };
  try {
    return await requests.send(asked, ["notThere"]);
  } catch (error) {
    if (failureOf(error) === "notThere") return undefined;
    throw error;
  }
}

/** An answer that was cut off must not be taken for a short object. */
function whole(body: Uint8Array | undefined, length: number): Uint8Array {
  if (body !== undefined && body.byteLength === length) return body;
  throw Object.assign(new Error("the answer was cut off"), { code: "ECONNRESET" });
}

async function list(requests: Requests, folder: string): Promise<string[]> {
  const { Bucket, Key } = requests.at(folder === "" ? "" : `${folder}/`);
  const names: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await requests.send({
      ...{ doing: `list ${folder}/`, patience: isPrompt(folder) ? PROMPT : PATIENT, again: passing },
      work: ({ sdk, client }, { signal }) => {
        const from = ContinuationToken === undefined ? {} : { ContinuationToken };
        const input = { Bucket, Prefix: Key, Delimiter: "/", ...from };
        return client.send(new sdk.ListObjectsV2Command(input), { abortSignal: signal });
      },
    });
    const keys = [
      ...(page.Contents ?? []).map((each) => each.Key),
      ...(page.CommonPrefixes ?? []).map((each) => each.Prefix),
    ];
    const below = keys.map((key) => (key ?? "").slice(Key.length).replace(/\/$/, ""));
    // A key that is the folder itself is what S3's console makes of an empty folder.
    names.push(...below.filter((name) => name !== ""));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return names;
}

async function remove(requests: Requests, path: string): Promise<void> {
  await requests.send({
    ...{ doing: `delete ${path}`, patience: PATIENT, again: passing },
    work: ({ sdk, client }, { signal }) =>
      client.send(new sdk.DeleteObjectCommand(requests.at(path)), { abortSignal: signal }),
  });
}
