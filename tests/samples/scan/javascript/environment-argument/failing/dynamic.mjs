const { Pinecone } = await import("@pinecone-database/pinecone");
const sdk = await import("@pinecone-database/pinecone");

export const pc = new Pinecone({ apiKey: "made-up", environment: "us-east1-gcp" }); // expect javascript/environment-argument
export const other = new sdk.Pinecone({
  apiKey: "made-up",
  environment: "us-east1-gcp", // expect javascript/environment-argument
});
