import { config } from "./config";

// PINECONE_ENVIRONMENT went away with the pods.
export const key = process.env.PINECONE_API_KEY;
export const text = "process.env.PINECONE_ENVIRONMENT";
export const ours = config.PINECONE_ENVIRONMENT;
export const { PINECONE_ENVIRONMENT } = config;
