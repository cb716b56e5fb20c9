import * as pinecone from "@pinecone-database/pulumi";

const pod = { environment: "us-east1-gcp", podType: "p1.x1" };

export const docs = new pinecone.Index("docs", { name: "docs", dimension: 8, spec: { pod } }, { protect: true, retainOnDelete: true }); // expect infrastructure/pulumi-pod-index
