import * as pinecone from "@pinecone-database/pulumi";
import { options } from "./options";

const args = { name: "docs", spec: { pod: { environment: "us-east1-gcp" } } };

export const all = [
  new pinecone.Index("docs", args, { protect: true, retainOnDelete: true }), // expect infrastructure/pulumi-pod-index
  new pinecone.Index("news", args, options), // expect infrastructure/pulumi-pod-index
  new pinecone.Index("more", args, { ...options }), // expect infrastructure/pulumi-pod-index
];
