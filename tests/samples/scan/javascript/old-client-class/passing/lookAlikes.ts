import { Pinecone } from "@pinecone-database/pinecone";
import { PineconeClient } from "./our-own-client";

/** `new PineconeClient()` and `client.init({ environment })` of 0.x are gone. */
export async function connect(): Promise<unknown> {
  const ours = new PineconeClient();
  await ours.init({ apiKey: "made-up", environment: "staging" });
  const text = "new PineconeClient()";
  const i18n = { init: (_: unknown) => undefined };
  i18n.init({ environment: "staging" });
  return [new Pinecone({ apiKey: "made-up" }), ours, text];
}
