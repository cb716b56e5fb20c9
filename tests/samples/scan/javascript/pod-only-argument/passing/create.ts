import { Pinecone } from "@pinecone-database/pinecone";
import * as k8s from "@pulumi/kubernetes";

const pc = new Pinecone();

export async function create() {
  await pc.createIndex({ name: "docs", dimension: 8, spec: { serverless: { cloud: "aws", region: "us-east-1" } } });
  await pc.configureIndex("docs", { deletionProtection: "enabled" });
  return new k8s.apps.v1.Deployment("search", { spec: { replicas: 3, pod: { podType: "p1" } } });
}
