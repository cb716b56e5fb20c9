import { Pinecone } from "@pinecone-database/pinecone";

const pinecone = new Pinecone({ apiKey: process.env.PINECONE_API_KEY, environment: process.env.PINECONE_ENVIRONMENT });
const [command, name] = process.argv.slice(2);

async function create() {
  await pinecone.createIndex({
    name,
    dimension: 1536,
    metric: "cosine",
    pods: 2,
    podType: "p1.x1",
    metadataConfig: { indexed: ["locale", "updatedAt"] },
  });
}

async function show() {
  for (const index of await pinecone.listIndexes()) {
    const { database, status } = await pinecone.describeIndex(index.name);
    console.log(index.name, database.pods, status.host);
  }
}

async function backUp() {
  await pinecone.createCollection({ name: `${name}-copy`, source: name });
  const collections = await pinecone.listCollections();
  console.log(`${collections.length} collections`);
}

async function clear() {
  await pinecone.index(name).namespace("drafts").deleteAll();
}

const commands = { create, show, backUp, clear, scale: () => pinecone.configureIndex(name, { replicas: 2 }) };
await commands[command]();
