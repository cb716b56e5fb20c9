const { Pinecone } = require("@pinecone-database/pinecone");

async function main(key) {
  const pinecone = new Pinecone({ apiKey: key }); // expect javascript/old-client-class
  return pinecone;
}

module.exports = { main };
