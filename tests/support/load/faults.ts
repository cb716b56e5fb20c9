/** What goes wrong with writes under load; reads are spared, for none may fail. */
export function writeFaults(seed: number, share: number): object {
  const write = (path: string, fault: object) => ({ plane: "data", path, probability: share, fault });
  const paths = ["/vectors/upsert", "/vectors/update", "/vectors/delete"];
  const faults = [
    { kind: "refuse", status: 429, retryAfterSeconds: 0 },
    { kind: "refuse", status: 503 },
    { kind: "refuseAfter", status: 500 },
    { kind: "reset", when: "before" },
    { kind: "reset", when: "after" },
    { kind: "truncate" },
    { kind: "delay", ms: 20, upToMs: 200 },
  ];
  return { seed, rules: paths.flatMap((path) => faults.map((fault) => write(path, fault))) };
}
