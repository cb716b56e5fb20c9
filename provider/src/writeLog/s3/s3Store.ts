import { insideLog, type LogStore, StoreError } from "../store";
import { failureOf } from "./failures";
import { isLease, isPrompt, PATIENT, PROMPT, wayOf } from "./patience";
import { Replacing, type Version, type Written } from "./replacing";
import { type Asked, passing, Requests, type S3StoreOptions } from "./requests";
import { connect } from "./s3Client";
import type { S3Place } from "./s3Url";

/** A write log in a bucket of S3, or of any server that speaks it and knows `If-None-Match`. Connects on first use. */
export function s3Store(url: string, place: S3Place, options: S3StoreOptions): LogStore {
  const requests = new Requests(url, place, options);
  const replacing = new Replacing({
    read: (path, doubtful) => read(requests, path, doubtful),
    write: (path, body, from) => replaceVersion(requests, path, body, from),
  });
  return {
    url,
    gatherMs: place.gatherMs,
    create: (path, body) => create(requests, insideLog(path), body),
    overwrites: (path) => overwrites(requests, path),
    put: (path, body) =>
      isLease(path) ? renew(requests, insideLog(path), body) : replace(requests, replacing, insideLog(path), body),
    get: async (path) => (await read(requests, insideLog(path)))?.body,
    list: (folder) => list(requests, insideLog(folder)),
    delete: (path) => {
      replacing.forget(path);
      return remove(requests, insideLog(path));
    },
  };
}

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
  const found = await read(requests, path, true);
  return found !== undefined && Buffer.compare(found.body, body) === 0;
}

/** No object's: versions are hashes, or longer. */
const NO_VERSION = '"0"';

/** A server that doesn't know a condition does as if it had not been there. */
async function overwrites(requests: Requests, path: string): Promise<boolean> {
  const found = await read(requests, path);
  if (found === undefined) return false;
  if (await create(requests, path, Buffer.concat([found.body, Buffer.from(" ")]))) return true;
  return (await replaceVersion(requests, path, found.body, NO_VERSION)).kind === "done";
}

/**
 * A lease is sent once unless it was surely not done: a renewal that arrives late and twice would look like a lease that
 * stood still in between. It has no condition, so that one is not held up by another that is on its way.
 */
async function renew(requests: Requests, path: string, body: Uint8Array): Promise<{ storeTime: number }> {
  return requests.send({
    ...{ doing: `put ${path}`, patience: PROMPT, bytes: body.byteLength },
    again: (failure) => failure === "notDone",
    work: async ({ sdk, client, time }, { signal }) => {
      const input = { ...requests.at(path), Body: body, ContentLength: body.byteLength };
      await client.send(new sdk.PutObjectCommand(input), { abortSignal: signal });
      return { storeTime: time.now() };
    },
  });
}

async function replace(
  requests: Requests,
  replacing: Replacing,
  path: string,
  body: Uint8Array,
): Promise<{ storeTime: number }> {
  if (await replacing.replace(path, body)) return { storeTime: (await connect(requests.place)).time.now() };
  throw new StoreError(`the write log at ${requests.url}: others write ${path} at the same time`, false, {
    facts: { url: requests.url, path },
    next: "is another run at work on this log? `podshift status` shows who; run the command again once it has ended",
  });
}

/** One conditional PUT, as often as it takes (docs.aws.amazon.com, "Conditional writes": If-Match since 2024-11). */
async function replaceVersion(
  requests: Requests,
  path: string,
  body: Uint8Array,
  from: string | undefined,
): Promise<Written> {
  let mayBeDone = false;
  const condition = from === undefined ? { IfNoneMatch: "*" } : { IfMatch: from };
  const asked: Asked<Written> = {
    ...{ doing: `put ${path}`, patience: isPrompt(path) ? PROMPT : PATIENT, bytes: body.byteLength },
    again: (failure) => {
      mayBeDone ||= failure === "unknown";
      return passing(failure);
    },
    doubtful: () => mayBeDone,
    work: async ({ sdk, client }, { signal }) => {
      const input = { ...requests.at(path), Body: body, ContentLength: body.byteLength, ...condition };
      const { ETag } = await client.send(new sdk.PutObjectCommand(input), { abortSignal: signal });
      return { kind: "done", version: ETag };
    },
  };
  try {
    // "Not there": what was to be replaced was deleted.
    return await requests.send(asked, ["exists", "notThere"]);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return { kind: "changed", mayBeDone };
  }
}

/** @param doubtful it is to tell whose object is there: until it does, nothing is known for good */
async function read(requests: Requests, path: string, doubtful = false): Promise<Version | undefined> {
  const prompt = doubtful || isPrompt(path);
  const patience = prompt ? PROMPT : PATIENT;
  const asked: Asked<Version> = {
    ...{ doing: `get ${path}`, patience, again: passing, doubtful: () => doubtful },
    canWait: !prompt,
    work: async ({ sdk, client }, { signal, extend }) => {
      const command = new sdk.GetObjectCommand(requests.at(path));
      const { Body, ContentLength = 0, ETag = "" } = await client.send(command, { abortSignal: signal });
      // Its size is known only now.
      extend(patience.attemptMs + wayOf(ContentLength));
      return { version: ETag, body: whole(await Body?.transformToByteArray(), ContentLength) };
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
