/** The name of a setting that holds a pod environment: `PINECONE_ENVIRONMENT`, `Pinecone:Environment`, `${pinecone.env}`. */
const ENVIRONMENT = /^(?:\$\{)?pinecone[._:-]+env(?:ironment)?(?::[^}]*)?\}?$/i;

export function namesEnvironment(content: string): boolean {
  return ENVIRONMENT.test(content);
}

/** `docs-1a2b3c4.svc.us-east1-gcp.pinecone.io`: a serverless index has a host `...svc.aped-<4 hex digits>-<4 hex digits>...`. */
const POD_HOST = /\.svc\.(?!aped-)[a-z0-9-]+\.pinecone\.io(?::\d+)?\/?$/;

/** Whether a string is the host or the address of a pod index. */
export function isPodHost(content: string): boolean {
  return POD_HOST.test(content);
}
