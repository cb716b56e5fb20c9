import * as pinecone from "@pinecone-database/pulumi";
import { Index } from "./our-index";

const spec = { serverless: { cloud: "aws", region: "us-east-1" } };

export const serverless = new pinecone.Index("docs", { name: "docs-serverless", dimension: 8, spec });
export const ours = new Index("docs", { spec: { pod: { environment: "us-east1-gcp" } } });
export const collection = new pinecone.Collection("copy", { name: "copy", source: "docs" });
export const text = "new pinecone.Index('docs', { spec: { pod } })";
