import type { TypeName } from "../typed/scopes";

/** The type of a host that a description of an index told. */
export const HOST = "pinecone.host";

/** What the vendor's methods give: by type, then by method. */
const RETURNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "pinecone.Pinecone": {
    getIndexConnection: "pinecone.Index",
    getAsyncIndexConnection: "pinecone.AsyncIndex",
    describeIndex: "pinecone.IndexModel",
    createPodsIndex: "pinecone.IndexModel",
    createServerlessIndex: "pinecone.IndexModel",
    listIndexes: "pinecone.IndexList",
  },
  "pinecone.PineconeControlPlaneClient": {
    describeIndex: "pinecone.IndexModel",
    createIndex: "pinecone.IndexModel",
    listIndexes: "pinecone.IndexList",
  },
  "pinecone.PineconeClient": { connect: "pinecone.PineconeConnection", connectWithUrl: "pinecone.PineconeConnection" },
  "pinecone.PineconeConnection": {
    getBlockingStub: "pinecone.VectorServiceGrpc.VectorServiceBlockingStub",
    getFutureStub: "pinecone.VectorServiceGrpc.VectorServiceFutureStub",
    getAsyncStub: "pinecone.VectorServiceGrpc.VectorServiceFutureStub",
  },
  "pinecone.IndexModel": { getHost: HOST, getSpec: "pinecone.IndexModelSpec" },
  "pinecone.IndexModelSpec": { getPod: "pinecone.PodSpec" },
  "pinecone.IndexList": { getIndexes: "pinecone.IndexModel[]" },
  "pinecone.IndexModel[]": { get: "pinecone.IndexModel" },
};

const NOT_FLUENT = /^(?:get|is|to|hash|equals|list|describe|delete|create|configure|query|fetch|upsert|update)/;

/** Builders and models give themselves, so that calls can be chained. */
export function given(type: string, method: string): TypeName {
  const told = RETURNS[type]?.[method];
  if (told !== undefined || !type.startsWith("pinecone.")) return told;
  if (method === "newBuilder") return `${type}.Builder`;
  if (type.endsWith(".Builder")) return method === "build" ? type.slice(0, -".Builder".length) : type;
  return NOT_FLUENT.test(method) || type in RETURNS ? undefined : type;
}
