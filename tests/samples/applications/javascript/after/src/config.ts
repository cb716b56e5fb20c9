/** Everything that the service takes from its environment. */
export interface Config {
  readonly apiKey: string;
  readonly environment: string;
  readonly indexName: string;
}

export function readConfig(): Config {
  const { PINECONE_API_KEY, PINECONE_INDEX = "articles" } = process.env;
  const environment = process.env.PINECONE_ENVIRONMENT;
  if (!PINECONE_API_KEY || !environment) {
    throw new Error("PINECONE_API_KEY and PINECONE_ENVIRONMENT have to be set");
  }
  return { apiKey: PINECONE_API_KEY, environment, indexName: PINECONE_INDEX };
}
