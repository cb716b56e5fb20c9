import type { Harness } from "./harness";

/** A pod index with three records in two namespaces. */
export async function podWithRecords(at: Harness, name = "pods"): Promise<void> {
  await at.pod(name, { metric: "dotproduct" });
  const index = await at.index(name);
  await index.upsert({
    records: [
      { id: "a", values: [0.1, 0.2], metadata: { genre: "drama" } },
      { id: "b", values: [1, 2], sparseValues: { indices: [7], values: [0.5] } },
    ],
  });
  await index.upsert({ namespace: "other", records: [{ id: "a", values: [3, 4] }] });
}

/** The request for a serverless index from the collection `saved` of such an index. */
export const fromCollection = (change: object = {}) => ({
  name: "copy",
  dimension: 2,
  metric: "dotproduct",
  spec: { serverless: { cloud: "aws", region: "us-west-2", source_collection: "saved", ...change } },
});
