import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3";
import type { FileBytes, SourceFile } from "./source.js";

/** Milliseconds for a connection to the server, and for an answer. */
const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;

/**
 * Every object of a bucket below a prefix, on an S3-compatible server. The credentials are those of the environment
 * (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), the region is AWS_REGION or us-east-1. Rejects when it can't be listed.
 */
export async function bucketFiles(endpoint: string, bucket: string, prefix: string): Promise<SourceFile[]> {
  // Loaded when the first import needs it: most emulators never do, and it takes its time.
  const { paginateListObjectsV2, S3Client } = await import("@aws-sdk/client-s3");
  const client = new S3Client({
    endpoint,
    forcePathStyle: true,
    region: process.env.AWS_REGION ?? "us-east-1",
    ...credentialsIn(process.env),
    maxAttempts: 2,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS },
  });
  const below = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
  const files: SourceFile[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: below })) {
    for (const { Key = "", Size = 0 } of Contents) {
      files.push({ path: Key.slice(below.length), open: async () => objectBytes(client, bucket, Key, Size) });
    }
  }
  return files;
}

/** Given in full: the SDK would look for others in places that aren't there, and wait. Without any, requests aren't signed. */
function credentialsIn(env: NodeJS.ProcessEnv): Pick<S3ClientConfig, "credentials" | "signer"> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    return {
      credentials: { accessKeyId: "anonymous", secretAccessKey: "none" },
      signer: { sign: async (request) => request },
    };
  }
  return { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } };
}

function objectBytes(client: S3Client, bucket: string, key: string, size: number): FileBytes {
  return {
    byteLength: size,
    async slice(start, end = size) {
      const { GetObjectCommand } = await import("@aws-sdk/client-s3");
      const range = { Bucket: bucket, Key: key, Range: `bytes=${start}-${end - 1}` };
      const { Body } = await client.send(new GetObjectCommand(range));
      if (Body === undefined) throw new Error(`${key} came without a body.`);
      const bytes = await Body.transformToByteArray();
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    },
  };
}
