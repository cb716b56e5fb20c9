export const environment = process.env.PINECONE_ENVIRONMENT; // expect javascript/environment-variable
const { PINECONE_API_KEY, PINECONE_ENVIRONMENT } = process.env; // expect javascript/environment-variable

export function check(): string {
  if (!process.env["PINECONE_ENVIRONMENT"]) throw new Error("set PINECONE_ENVIRONMENT"); // expect javascript/environment-variable
  return `${PINECONE_API_KEY} ${PINECONE_ENVIRONMENT}`;
}
