import { Pinecone as Client } from "@pinecone-database/pinecone";

export const one = new Client({ apiKey: "made-up" }); // expect javascript/environment-argument

export function two(environment: string): Client {
  return new Client({
    // expect javascript/environment-argument
    apiKey: process.env.PINECONE_API_KEY!, // from the vault
  });
}

export const three = new Client({
  apiKey: process.env.PINECONE_API_KEY! }); // expect javascript/environment-argument

export const four = new Client({ environment: readEnvironment(), apiKey: "made-up" }); // expect javascript/environment-argument

const options = { apiKey: "made-up", environment: "us-east1-gcp" }; // expect javascript/environment-argument
export const five = new Client(options);

declare function readEnvironment(): string;
