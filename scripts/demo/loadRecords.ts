import { Pinecone } from "@pinecone-database/pinecone";
import { NAMESPACES, namespaceOf, toRecord, type WordRecord } from "./wordRecords";
import { DIMENSION, type WordVectors } from "./wordVectors";

/** Records in one request: under 2 MB, what the service takes at most. */
const BATCH = 500;
/** Requests under way at a time. */
const CONCURRENCY = 4;

/** Where the service's stand-in is, and with which key. */
export interface Connection {
  readonly controlPlane: string;
  readonly apiKey: string;
}

/** The official client. The control plane is always named: left out, the client would go to the service itself. */
export function connect({ apiKey, controlPlane }: Connection): Pinecone {
  return new Pinecone({ apiKey, controllerHostUrl: controlPlane });
}

/** Makes a pod index and fills it with the `count` most common words; gives its host. */
export async function createPodIndex(
  connection: Connection,
  name: string,
  { vectors, count, signal }: { vectors: WordVectors; count: number; signal: AbortSignal },
): Promise<string> {
  const pinecone = connect(connection);
  await pinecone.createIndex({
    name,
    dimension: DIMENSION,
    metric: "dotproduct",
    spec: { pod: { environment: "us-east-1-aws", podType: "s1.x1", pods: 1 } },
    waitUntilReady: true,
  });
  const { host } = await pinecone.describeIndex(name);
  const index = pinecone.index({ host });
  const batches = batchesOf(vectors, count);
  const work = async () => {
    for (const { namespace, records } of batches) {
      signal.throwIfAborted();
      await index.namespace(namespace).upsert({ records });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return host;
}

function* batchesOf(vectors: WordVectors, count: number): Generator<{ namespace: string; records: WordRecord[] }> {
  for (const namespace of NAMESPACES) {
    const ranks = Array.from({ length: count }, (_, rank) => rank).filter(
      (rank) => namespaceOf(rank, count) === namespace,
    );
    for (let at = 0; at < ranks.length; at += BATCH) {
      const records = ranks
        .slice(at, at + BATCH)
        .map((rank) => toRecord(vectors.words[rank] ?? "", rank, vectors.values(rank)));
      yield { namespace, records };
    }
  }
}
