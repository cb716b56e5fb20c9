import { Pinecone } from "@pinecone-database/pinecone";

const index = new Pinecone().index("docs"); // expect javascript/names-the-index

export function find(vector, topK) {
  return index.query( // expect javascript/old-index-call
    {
      queryRequest: {
        vector,
        topK,
      },
    },
  );
}

export const say = (vector) =>
  index.query( // expect javascript/old-index-call
    {
      queryRequest: {
        vector,
        filter: { text: `two
          lines` },
      },
    },
  );

export const open = (request, queryRequest, more) => [
  index.query({ queryRequest }), // expect javascript/old-index-call
  index.query({ queryRequest: { ...request } }), // expect javascript/old-index-call
  index.query({ queryRequest: request }, more), // expect javascript/old-index-call
];
