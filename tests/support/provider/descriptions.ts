import type { IndexDescription, PodSpec, ServerlessSpec } from "../../../provider/src/pinecone/types";

/** A pod index as the service would describe it; what matters to a test is overridden. */
export function podDescription(
  change: Partial<IndexDescription<PodSpec>> = {},
  spec: Partial<PodSpec> = {},
): IndexDescription<PodSpec> {
  return {
    name: "docs",
    dimension: 2,
    metric: "cosine",
    vectorType: "dense",
    host: "http://127.0.0.1:1",
    deletionProtection: "disabled",
    tags: {},
    state: "Ready",
    ready: true,
    ...change,
    spec: {
      kind: "pod",
      environment: "us-east-1-aws",
      podType: "p1.x1",
      pods: 1,
      replicas: 1,
      shards: 1,
      ...spec,
    },
  };
}

export function serverlessDescription(
  change: Partial<IndexDescription<ServerlessSpec>> = {},
  spec: Partial<ServerlessSpec> = {},
): IndexDescription<ServerlessSpec> {
  return {
    name: "docs-serverless",
    dimension: 2,
    metric: "cosine",
    vectorType: "dense",
    host: "http://127.0.0.1:2",
    deletionProtection: "disabled",
    tags: {},
    state: "Ready",
    ready: true,
    ...change,
    spec: { kind: "serverless", cloud: "aws", region: "us-east-1", ...spec },
  };
}
