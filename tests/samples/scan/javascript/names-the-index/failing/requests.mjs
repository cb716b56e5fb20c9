const path = process.argv[2];

export const text = "see docs-1a2b3c4.svc.us-east1-gcp.pinecone.io"; // expect javascript/names-the-index
export const nested = `${`https://docs-1a2b3c4.svc.us-east1-gcp.pinecone.io`}/query`; // expect javascript/names-the-index

export async function upsert(name, vectors) {
  const url = `https://${name}-1a2b3c4.svc.us-east-1-aws.pinecone.io/${path}`; // expect javascript/names-the-index
  await fetch(url, { method: "POST", body: JSON.stringify({ vectors }) });
  await fetch(`https://${name}.svc.aped-4627-b74a.pinecone.io/${path}`);
}
