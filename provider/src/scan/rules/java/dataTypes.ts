import type { Call } from "../typed/calls";

/** The vendor's clients of one index. */
export const INDEXES: ReadonlySet<string> = new Set(["pinecone.Index", "pinecone.AsyncIndex"]);

/** The gRPC stubs that 0.8 made its calls with, and that later ones still hand out. */
export const STUBS: ReadonlySet<string> = new Set([
  "pinecone.VectorServiceGrpc.VectorServiceBlockingStub",
  "pinecone.VectorServiceGrpc.VectorServiceFutureStub",
  "pinecone.VectorServiceGrpc.VectorServiceStub",
]);

export const CLIENTS: ReadonlySet<string> = new Set([
  "pinecone.Pinecone",
  "pinecone.PineconeControlPlaneClient",
  "pinecone.PineconeIndexOperationClient",
]);

/** `setFilter` of a request's builder. */
export function filtersSetOn(calls: readonly Call[], request: string): Call[] {
  return calls.filter(({ on, name }) => on === `pinecone.${request}.Builder` && name === "setFilter");
}
