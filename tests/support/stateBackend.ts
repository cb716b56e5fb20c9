/** URL of a folder as the CLI's backend, as docs/your-own-index.md gives it: docs/interrupted.md says why. */
export function stateBackend(folder: string): string {
  return `file://${folder}?metadata=skip`;
}
