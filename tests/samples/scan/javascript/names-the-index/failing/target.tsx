import React from "react";
import { Pinecone, type RecordMetadata } from "@pinecone-database/pinecone";

const pc = new Pinecone();
const HOST = "docs-1a2b3c4.svc.us-east1-gcp.pinecone.io"; // expect javascript/names-the-index
const url = "https://docs-1a2b3c4.svc.gcp-starter.pinecone.io/query"; // expect javascript/names-the-index

export const docs = pc.index<RecordMetadata>("docs"); // expect javascript/names-the-index
export const byOptions = pc.index({ name: "docs", namespace: "news" }).namespace("news"); // expect javascript/names-the-index
export const byHost = pc.index("docs", HOST); // expect javascript/names-the-index
export const configured = pc.Index(process.env.PINECONE_INDEX!); // expect javascript/names-the-index

export function useDocs(name: string) {
  const client = React.useMemo(() => pc, []);
  const getClient = (): Pinecone => client;
  return getClient().index(name); // expect javascript/names-the-index
}

export const View = () => <a href={url}>{HOST.length}</a>;
