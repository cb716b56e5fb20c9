import { Pinecone } from "@pinecone-database/pinecone";

const pc = new Pinecone();

export async function describe(name: string) {
  const description = await pc.describeIndex(name);
  const { database, status } = await pc.describeIndex(name); // expect javascript/old-describe-answer
  return {
    dimension: description.database.dimension, // expect javascript/old-describe-answer
    pods: description.database?.pods, // expect javascript/old-describe-answer, javascript/old-describe-answer
    replicas: description.replicas, // expect javascript/old-describe-answer
    host: description.status.host, // expect javascript/old-describe-answer
    port: status.port, // expect javascript/old-describe-answer
    other: status.host, // expect javascript/old-describe-answer
    database,
  };
}

export const hostOf = (name: string) => pc.describeIndex(name).then(({ status: { host } }) => host); // expect javascript/old-describe-answer
