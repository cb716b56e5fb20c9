/** The default namespace has two names in the API, "" and "__default__"; ours is "". */
export function canonicalNamespace(namespace: string | undefined): string {
  return namespace === undefined || namespace === "__default__" ? "" : namespace;
}
