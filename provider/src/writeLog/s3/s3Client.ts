import { setTimeout as delay } from "node:timers/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { FewAtOnce } from "./fewAtOnce";
import type { S3Place } from "./s3Url";
import { StoreTime } from "./storeTime";

/** The SDK, loaded, and a client of one server. */
export interface S3Connection {
  readonly sdk: typeof import("@aws-sdk/client-s3");
  readonly client: S3Client;
  readonly time: StoreTime;
  /** Reads that can wait: of all logs on the server together, for these share its sockets. */
  readonly reads: FewAtOnce;
  /**
   * Resolves once there are credentials: finding them may take seconds, and is no part of an attempt. Who finds them may
   * hang, and the SDK sets no limit.
   *
   * @param ms how long at most; the first time, when a person may have to sign in, FIRST_CREDENTIALS_MS
   */
  findCredentials(ms: number): Promise<void>;
}

const FIRST_CREDENTIALS_MS = 60_000;

/** Connections to one server at most. */
const MOST_SOCKETS = 128;
/** Reads that can wait leave sockets to what leases and writes wait for. */
const MOST_READS = MOST_SOCKETS / 2;
/** The SDK wants a region though other servers don't mind it. */
const ANY_REGION = "us-east-1";

const connections = new Map<string, Promise<S3Connection>>();

/**
 * The connection to a place's server: one a server and process, for each has its own credentials and its own sockets.
 * The SDK is loaded here, on first use. Fails like a request: by names.
 */
export async function connect({ region, endpoint }: Pick<S3Place, "region" | "endpoint">): Promise<S3Connection> {
  const key = JSON.stringify([region, endpoint]);
  const known = connections.get(key);
  if (known !== undefined) return known;
  const made = connectAnew(region, endpoint);
  connections.set(key, made);
  // What was missing may be there the next time.
  made.catch(() => connections.delete(key));
  return made;
}

async function connectAnew(region: string | undefined, endpoint: string | undefined): Promise<S3Connection> {
  const sdk = await import("@aws-sdk/client-s3");
  const wanted = region ?? (await regionOf(sdk, endpoint));
  const client = quietly(
    () =>
      new sdk.S3Client({
        region: wanted,
        ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
        // Other servers don't know the newer checksums; entries carry their own.
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
        // Each attempt must be seen: what is tried again, and when, is the store's to say.
        maxAttempts: 1,
        expectContinueHeader: false,
        requestHandler: {
          httpAgent: { keepAlive: true, maxSockets: MOST_SOCKETS },
          httpsAgent: { keepAlive: true, maxSockets: MOST_SOCKETS },
        },
      }),
  );
  const time = new StoreTime();
  hearDates(client, time);
  let most = FIRST_CREDENTIALS_MS;
  const findCredentials = async (ms: number) => {
    await inTime(client.config.credentials(), Math.max(ms, most));
    most = 0;
  };
  return { sdk, client, time, reads: new FewAtOnce(MOST_READS), findCredentials };
}

/** Fails by a name, like a request. What comes later is nobody's. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  const limit = new AbortController();
  const tooLate = delay(ms, undefined, { signal: limit.signal }).then(() => {
    throw Object.assign(new Error("no credentials in time"), { name: "NoCredentialsInTime" });
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    limit.abort();
    tooLate.catch(() => undefined);
  }
}

async function regionOf(sdk: S3Connection["sdk"], endpoint: string | undefined): Promise<string> {
  try {
    return await quietly(() => new sdk.S3Client({})).config.region();
  } catch (cause) {
    if (endpoint !== undefined) return ANY_REGION;
    throw Object.assign(new Error("no region", { cause }), { name: "RegionMissing" });
  }
}

/** Every answer, refusals included, says what time it is there. */
function hearDates(client: S3Client, time: StoreTime): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const sent = time.monotonic();
      const result = await next(args);
      const { headers } = result.response as { readonly headers?: Readonly<Record<string, string>> };
      time.hear(Date.parse(headers?.date ?? ""), sent);
      return result;
    },
    { step: "deserialize", name: "podshiftStoreTime", priority: "low" },
  );
}

const WARNING = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

/** The SDK warns of the age of Node, once a process, in the middle of previews: that is not this library's to say. */
function quietly<T>(make: () => T): T {
  const before = process.env[WARNING];
  process.env[WARNING] = "true";
  try {
    return make();
  } finally {
    if (before === undefined) delete process.env[WARNING];
    else process.env[WARNING] = before;
  }
}
