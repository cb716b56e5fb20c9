const WRITES = ["/vectors/upsert", "/vectors/update", "/vectors/delete"];
/** Share of the writes that come late: enough for some to be under way whenever a fence begins. */
const DELAYED = 0.05;

/** What goes wrong with writes under load, each kind with a share of them; reads are spared, for none may fail. */
export function writeFaults(seed: number, share: number): object {
  const faults = [
    { kind: "refuse", status: 429, retryAfterSeconds: 0 },
    { kind: "refuse", status: 503 },
    { kind: "refuseAfter", status: 500 },
    { kind: "reset", when: "before" },
    { kind: "reset", when: "after" },
    { kind: "truncate" },
  ];
  const rules = WRITES.flatMap((path) => [
    ...faults.map((fault) => ({ plane: "data", path, probability: share, fault })),
    { plane: "data", path, probability: DELAYED, fault: { kind: "delay", ms: 50, upToMs: 400 } },
  ]);
  return { seed, rules };
}
