import { Pinecone } from "@pinecone-database/pinecone";

const pc = new Pinecone();

export async function describe(name: string, pool: { database: { pods: number }; status: { host: string } }) {
  const description = await pc.describeIndex(name);
  const { host, spec, status } = await pc.describeIndex(name);
  const deployment = await readDeployment();
  return [
    description.host,
    description.dimension,
    description.spec.pod?.replicas,
    spec.pod?.environment,
    status.ready,
    host,
    pool.database.pods,
    pool.status.host,
    deployment.replicas,
    deployment.database,
  ];
}

declare function readDeployment(): Promise<{ replicas: number; database: string }>;
