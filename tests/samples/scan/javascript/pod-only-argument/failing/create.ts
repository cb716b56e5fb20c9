import { Pinecone } from "@pinecone-database/pinecone";

const pc = new Pinecone();
const pod = { environment: process.env.PINECONE_ENVIRONMENT!, podType: "p1.x1", pods: 1 }; // expect javascript/environment-variable

export async function create() {
  await pc.createIndex({
    name: "docs",
    dimension: 8,
    spec: {
      pod: { environment: process.env.PINECONE_ENVIRONMENT!, podType: "p1.x1" }, // expect javascript/pod-only-argument
    },
  });
  await pc.createIndex({ name: "news", dimension: 8, spec: { pod } }); // expect javascript/pod-only-argument
  await pc.configureIndex("docs", { replicas: 4 }); // expect javascript/pod-only-argument
  await pc.configureIndex("docs", { spec: { pod: { replicas: 4 } } }); // expect javascript/pod-only-argument
  await pc.configureIndex({ name: "docs", podType: "p1.x2" }); // expect javascript/pod-only-argument
}
