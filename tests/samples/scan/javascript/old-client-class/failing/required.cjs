const { PineconeClient } = require("@pinecone-database/pinecone");

async function main(key) {
  const pinecone = new PineconeClient(); // expect javascript/old-client-class
  await pinecone.init({ environment: "us-west1-gcp", apiKey: key });
  return pinecone;
}

module.exports = { main };
