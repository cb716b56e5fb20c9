import type { Pin } from "./gate";
import { type Base, COLLECTION, type Phase, POD } from "./stage";

/** A phase as the table shows it: `copy` is reached from below, and from `cutover` as a rollback. */
export const WALKS = ["assess", "capture", "copy", "cutover", "rollback", "retire"] as const;
export type Walk = (typeof WALKS)[number];

/** Where a walk begins, and the phase that the stack file asks for. */
export const WALK_PLANS: Readonly<Record<Walk, { readonly base: Base; readonly phase: Phase }>> = {
  assess: { base: "none", phase: "assess" },
  capture: { base: "assess", phase: "capture" },
  copy: { base: "capture", phase: "copy" },
  cutover: { base: "copy", phase: "cutover" },
  rollback: { base: "cutover", phase: "copy" },
  retire: { base: "cutover", phase: "retire" },
};

/** One step of a phase, by what it begins with. */
export interface Step {
  /** Unique: "copy.collection-asked". */
  readonly name: string;
  readonly walk: Walk;
  /** For the table. */
  readonly title: string;
  readonly pin: Pin;
  /** The index that doesn't serve at this step, once there is one. */
  readonly idle?: string;
  /** What the step makes or deletes takes a while in the service. */
  readonly makes?: "collection" | "index" | "deletion";
}

const SERVERLESS = `${POD}-serverless`;
const CONTROL = "/log/control/";
const request = (method: string, path: string, more: Partial<Pin> = {}): Pin => ({
  ...{ kind: "request", method, path: `^${path}$` },
  ...more,
});
const write = (path: string, more: Partial<Pin> = {}): Pin => ({ kind: "write", path, ...more });
const control = (body: string, more: Partial<Pin> = {}): Pin => write(CONTROL, { body, ...more });

const ASKED = { kind: "request", method: "POST", path: "^/indexes$" } as const;
const PARITY_BEGUN = { kind: "write", path: "/parity/.*keys" } as const;
const FENCED = { kind: "write", path: CONTROL, body: '"state":"fenced"' } as const;
const LISTED = { kind: "request", method: "GET", path: "^/vectors/list$" } as const;
const TO_SERVERLESS = { kind: "write", path: CONTROL, body: '"state":"open","active":"serverless"' } as const;
const DELETED = { kind: "request", method: "DELETE", path: `^/indexes/${POD}$` } as const;

const serverless = { idle: SERVERLESS };
const pod = { idle: POD };

/** In the order in which a run without faults comes to them: `--check` and every full run make sure of that. */
export const STEPS: readonly Step[] = [
  ...ofWalk("assess", [
    ["project-read", "the project's indexes are listed", request("GET", "/indexes")],
    ["records-counted", "the pod index's records are counted", request("POST", "/describe_index_stats")],
    ["pod-adopted", "the pod index is adopted", request("GET", `/indexes/${POD}`)],
  ]),
  ...ofWalk("capture", [["log-begun", "log: the control record is made", control('"state":"open"')]]),
  ...ofWalk("copy", [
    ["snapshot-noted", "log: the collection is noted as its own", write("/log/snapshots/")],
    ["collection-noted", "the pod index is tagged with the collection", request("PATCH", `/indexes/${POD}`)],
    ["collection-asked", "the collection is asked for", request("POST", "/collections"), { makes: "collection" }],
    [
      "collection-waited",
      "the collection is waited for",
      request("GET", `/collections/${COLLECTION}`, {
        after: { kind: "request", method: "POST", path: "^/collections$" },
      }),
    ],
    ["index-asked", "the serverless index is asked for", request("POST", "/indexes"), { makes: "index" }],
    [
      "index-waited",
      "the serverless index is waited for",
      request("GET", `/indexes/${SERVERLESS}`, { after: ASKED }),
      serverless,
    ],
    ["applier-taken", "log: the applier's lease is taken", control('"applier":"[^"]', { after: ASKED }), serverless],
    [
      "catch-up-read",
      "catch-up: records are read from the pod index",
      request("GET", "/vectors/fetch", { index: POD, after: ASKED }),
      serverless,
    ],
    [
      "catch-up-written",
      "catch-up: records are written",
      request("POST", "/vectors/(upsert|delete)", { index: SERVERLESS, after: ASKED }),
      serverless,
    ],
    [
      "catch-up-saved",
      "log: catch-up's checkpoint",
      write("/catch-up/forward.json", {
        after: { kind: "request", method: "POST", path: "^/vectors/(upsert|delete)$" },
      }),
      serverless,
    ],
    ["parity-begun", "records: parity's files are begun", write("/parity/.*keys"), serverless],
    ["parity-listed", "parity: ids are listed", request("GET", "/vectors/list", { after: PARITY_BEGUN }), serverless],
    [
      "parity-compared",
      "parity: records are read",
      request("GET", "/vectors/fetch", { index: SERVERLESS, after: LISTED }),
      serverless,
    ],
    ["parity-queried", "parity: queries are asked", request("POST", "/query"), serverless],
    ["parity-reported", "records: the report is written", write("/parity/docs.json"), serverless],
  ]),
  ...ofWalk("cutover", [
    ["pod-guarded", "the pod index is protected", request("PATCH", `/indexes/${POD}`), serverless],
    ["digests-kept", "records: the digest of each record", write("/parity/docs.jsonl.gz$"), serverless],
    ["serverless-guarded", "the serverless index is protected", request("PATCH", `/indexes/${SERVERLESS}`), serverless],
    [
      "cutover-tagged",
      "the pod index is tagged",
      request("PATCH", `/indexes/${POD}`, { body: '"cutover"' }),
      serverless,
    ],
    ["fence-announced", "log: the fence is announced", control('"state":"open".*"soon":true'), serverless],
    ["fenced", "log: the fence", control('"state":"fenced"'), serverless],
    [
      "last-round-read",
      "inside the fence: records are read",
      request("GET", "/vectors/fetch", { index: POD, after: FENCED }),
      serverless,
    ],
    [
      "last-round-written",
      "inside the fence: records are written",
      request("POST", "/vectors/(upsert|delete)", { index: SERVERLESS, after: FENCED }),
      serverless,
    ],
    ["last-round-saved", "log: the last round is noted", write("/log/switches/", { after: FENCED }), serverless],
    ["switched", "log: the switch", control('"active":"serverless"', { after: FENCED }), serverless],
    [
      "switch-compared",
      "after it: the last round is compared",
      request("GET", "/vectors/fetch", { index: SERVERLESS, after: TO_SERVERLESS }),
      pod,
    ],
    ["switch-verified", "log: the switch is noted as compared", write("/log/switches/", { after: TO_SERVERLESS }), pod],
    ["proof-made", "records: the proof as of the fence", write("/parity/docs.jsonl.gz", { after: TO_SERVERLESS }), pod],
  ]),
  ...ofWalk("rollback", [
    [
      "capacity-asked",
      "the pod index's room is asked for",
      request("POST", "/describe_index_stats", { index: SERVERLESS }),
      pod,
    ],
    ["way-back-begun", "log: the way back is begun", write("/catch-up/back.json"), pod],
    [
      "freshness-asked",
      "freshness: a delete without effect",
      request("POST", "/vectors/delete", { index: SERVERLESS }),
      pod,
    ],
    [
      "way-back-read",
      "records are read from the serverless index",
      request("GET", "/vectors/fetch", { index: SERVERLESS }),
      pod,
    ],
    [
      "way-back-written",
      "records are written to the pod index",
      request("POST", "/vectors/(upsert|delete)", { index: POD }),
      pod,
    ],
    ["fence-announced", "log: the fence is announced", control('"state":"open".*"soon":true'), pod],
    ["fenced", "log: the fence", control('"state":"fenced"'), pod],
    [
      "last-round-read",
      "inside the fence: records are read",
      request("GET", "/vectors/fetch", { index: SERVERLESS, after: FENCED }),
      pod,
    ],
    [
      "last-round-written",
      "inside the fence: records are written",
      request("POST", "/vectors/(upsert|delete)", { index: POD, after: FENCED }),
      pod,
    ],
    ["switched", "log: the switch", control('"active":"pod"', { after: FENCED }), pod],
    ["pod-released", "the pod index is let go", request("PATCH", `/indexes/${POD}`), serverless],
    ["serverless-released", "the serverless index is let go", request("PATCH", `/indexes/${SERVERLESS}`), serverless],
  ]),
  ...ofWalk("retire", [
    ["gates-asked", "the proof's other conditions", request("GET", `/collections/${COLLECTION}`, { skip: 1 }), pod],
    ["pod-read-again", "the pod index is read once more", request("GET", "/vectors/fetch", { index: POD }), pod],
    ["retired-tagged", "the pod index is marked", request("PATCH", `/indexes/${POD}`, { body: '"retired"' }), pod],
    ["log-closed", "log: it is closed", control('"state":"closed"'), pod],
    ["pod-deleted", "the pod index is deleted", request("DELETE", `/indexes/${POD}`), { ...pod, makes: "deletion" }],
    ["pod-gone", "it is waited for to be gone", request("GET", `/indexes/${POD}`, { after: DELETED })],
  ]),
];

/** @throws Error for a name that no step has */
export function stepOf(name: string): Step {
  const found = STEPS.find((step) => step.name === name);
  if (found === undefined) throw new Error(`no step ${name}; known: ${STEPS.map((step) => step.name).join(", ")}`);
  return found;
}

type Row = readonly [string, string, Pin, Pick<Step, "idle" | "makes">?];

function ofWalk(walk: Walk, rows: readonly Row[]): Step[] {
  return rows.map(([name, title, pin, more = {}]) => ({ name: `${walk}.${name}`, walk, title, pin, ...more }));
}
