import React from "react";
import { Client } from "@elastic/elasticsearch";
import { Pinecone } from "@pinecone-database/pinecone";
import { captureWrites } from "podshift/capture";

const pc = new Pinecone();
const elastic = new Client({ node: "http://localhost" });

/** `pc.index("docs")` by name; not https://docs-1a2b3c4.svc.us-east1-gcp.pinecone.io */
export const captured = captureWrites(pc.index("docs"), {
  log: "file:///var/podshift/docs",
  connect: (place) => pc.index({ host: place.host }),
});

export const serverless = pc.index("docs-serverless", "docs-1a2b3c4.svc.aped-4627-b74a.pinecone.io");
export const controller = "https://api.pinecone.io";

const Index = ({ name }: { name: string }) => <li>{name}</li>;

export async function Page() {
  await elastic.index({ index: "docs", document: {} });
  const table = { index: (name: string) => name };
  table.index("docs");
  let client: Pinecone | { index(name: string): string } = { index: (name) => name };
  client = table;
  client.index("docs");
  return <Index name={elastic.name} />;
}
