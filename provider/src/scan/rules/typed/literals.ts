/** The name of a setting that holds a pod environment: `PINECONE_ENVIRONMENT`, `Pinecone:Environment`, `${pinecone.env}`. */
const ENVIRONMENT = /^(?:\$\{)?pinecone[._:-]+env(?:ironment)?(?::[^}]*)?\}?$/i;

export function namesEnvironment(content: string): boolean {
  return ENVIRONMENT.test(content);
}
