import { formatCount, plural } from "../../util/format";
import type { Gate } from "./gate";
import { code, md } from "./markdown";
import { type MigrationChange, textOf } from "./migrationChange";
import { type KnownParity, knownParity, knownProof, levels, recordsOf } from "./parityFacts";
import { differentPair, untrusted, whyOutdated } from "./parityOfWhat";
import { goes } from "./plannedStep";
import { notShown } from "./trafficGates";
import { minuteOf, when } from "./when";

/** Whether somebody records writes. Preflight looks for a live writer before a copy, and blocks when there is none. */
export function writersGate(change: MigrationChange): Gate {
  const { writes, pieces, becomes, move } = change;
  const name = "Writers capturing";
  if (writes === "paused") {
    return { name, state: "caution", fact: md`none: \`writes: paused\`, the application must not write from now on` };
  }
  if (becomes === "capture") {
    return { name, state: "ahead", fact: md`none yet: deploy capture after this step, before \`copy\`` };
  }
  const { findings } = pieces.Preflight?.asked ?? {};
  if (!Array.isArray(findings)) return { name, state: "unknown", fact: notShown(change) };
  if (findings.includes("NO_LIVE_WRITER")) {
    return { name, state: "caution", fact: md`**nobody**: acknowledged in the stack file (NO_LIVE_WRITER)` };
  }
  const then = move === "stays" ? " as the copy was begun" : "";
  return { name, state: "proven", fact: md`at least one writer's lease moved while preflight looked${then}` };
}

/** The log begins before the collection is asked for, or writes between them are lost. */
export function logGate(change: MigrationChange): Gate | undefined {
  const { writes, pieces } = change;
  const name = "Write log before the collection";
  if (writes === "paused") return undefined;
  const { WriteLog: log, CatchUp: catchUp } = pieces;
  const anew = log?.operation === "create" || log?.operation === "replace";
  if (!anew && textOf(catchUp, "caughtUpAt"))
    return { name, state: "proven", fact: md`checked by the catch-up of the copy` };
  const url = textOf(log, "url");
  if (log === undefined || url === undefined) return { name, state: "unknown", fact: notShown(change) };
  if (anew) return { name, state: "ahead", fact: md`made first, at ${code(url)}` };
  if (log.operation === "delete") return { name, state: "failed", fact: md`it is closed, and nothing was caught up` };
  return { name, state: "proven", fact: md`it runs, at ${code(url)}` };
}

/** What the last catch-up did; the backlog of now is a line of the preview, in the details. */
export function backlogGate({ writes, pieces }: MigrationChange, now: number): Gate | undefined {
  if (writes === "paused") return undefined;
  const name = "Backlog";
  const at = when(textOf(pieces.CatchUp, "caughtUpAt") ?? "", now);
  if (at === undefined) return { name, state: "ahead", fact: md`brought over by \`up\`` };
  return { name, state: "ahead", fact: md`last caught up ${at}; what waits since is brought over by \`up\`` };
}

/** The parity check that was made for the copy, before a cutover rests on it. */
export function lastParityGate(change: MigrationChange, now: number): Gate {
  const { pieces } = change;
  const name = "Parity of the copy";
  const { ParityCheck: check } = pieces;
  const known = knownParity(check);
  const outdated = known === undefined ? undefined : whyOutdated(change, known);
  if (outdated !== undefined) return { name, state: "ahead", fact: outdated };
  if (known !== undefined) return { name, ...told(known, now) };
  if (check?.operation === "create") return { name, state: "ahead", fact: md`checked by \`up\` after the copy` };
  return { name, state: "unknown", fact: notShown(change) };
}

/** What `up` is going to compare. */
export function parityAheadGate(change: MigrationChange, now: number): Gate {
  const { pieces, becomes } = change;
  const { ParityCheck: check } = pieces;
  const name = becomes === "cutover" ? "Parity before the switch" : "Parity";
  if (check === undefined) return { name, state: "unknown", fact: notShown(change) };
  const known = knownParity(check);
  const outdated = known === undefined ? undefined : whyOutdated(change, known);
  if (check.operation === "same" && known !== undefined) {
    return outdated === undefined ? { name, ...told(known, now) } : { name, state: "unknown", fact: outdated };
  }
  const { content, queries } = check.asked;
  const sample = typeof content === "number" ? `content: a sample of ${formatCount(content)}` : "content: all records";
  const asked = typeof queries === "number" ? ` · ${plural(queries, "query").replace("querys", "queries")}` : "";
  return { name, state: "ahead", fact: md`ids: all · ${sample}${asked}, by \`up\`: a difference stops it` };
}

/** The proof that a retirement rests on. */
export function proofGate(change: MigrationChange, now: number): Gate {
  const { pieces } = change;
  const name = "Parity";
  const { PodRetirement: retirement, ParityCheck: check } = pieces;
  if (retirement === undefined) return { name, state: "unknown", fact: notShown(change) };
  const proof = knownProof(retirement.asked.__parity);
  if (proof === undefined) return { name, state: "ahead", fact: md`made anew by \`up\` before anything is deleted` };
  const at = when(proof.finishedAt, now);
  if (!proof.clean)
    return { name, state: "failed", fact: md`**differences** were found${at === undefined ? "" : `, ${at}`}` };
  if (proof.content !== "all" || proof.digests === undefined) {
    return { name, state: "failed", fact: md`only a sample was compared (${proof.content}); all records are needed` };
  }
  if (at === undefined) return { name, state: "failed", fact: md`the check of parity did not finish` };
  const differs = untrusted(retirement, proof) ?? differentPair(retirement, proof);
  if (differs !== undefined) return { name, state: "failed", fact: differs };
  const report = knownParity(check)?.report;
  const all = report === undefined ? "" : `${levels(report)} · `;
  const fact = md`clean on all ${formatCount(recordsOf(proof))} records · ${all}digest kept · ${at}`;
  return { name, state: "proven", fact };
}

/** The collection: the only way back after retirement. */
export function collectionGate(change: MigrationChange): Gate {
  const { pieces, collection = "collection" } = change;
  const name = "Collection kept";
  const { Collection: step } = pieces;
  if (step === undefined) return { name, state: "unknown", fact: notShown(change) };
  if (step.operation === "create") return { name, state: "ahead", fact: md`${code(collection)} is made by \`up\`` };
  if (goes(step)) return { name, state: "failed", fact: md`${code(collection)} is deleted by this` };
  const { status, vectorCount, askedAt } = step.known;
  const size = typeof vectorCount === "number" && vectorCount > 0 ? `, ${plural(vectorCount, "record")}` : "";
  const since = typeof askedAt === "number" && askedAt > 0 ? ` as of ${minuteOf(askedAt)}` : "";
  if (status !== "Ready")
    return { name, state: "failed", fact: md`${code(collection)} is ${String(status)}, not Ready` };
  return { name, state: "proven", fact: md`${code(collection)} is Ready${size}${since}` };
}

/** The last question before the pod index goes, which only reading all of it answers. */
export function untouchedGate(): Gate {
  const fact = md`will be proven by \`up\`: every record is read again, and a difference stops it before the deletion`;
  return { name: "Writes to the pod index since", state: "ahead", fact };
}

function told({ clean, verdict, finishedAt, report }: KnownParity, now: number): Omit<Gate, "name"> {
  const at = when(finishedAt, now);
  const time = at === undefined ? "" : ` · ${at}`;
  const all = report === undefined ? "" : ` · ${levels(report)}`;
  if (clean && at === undefined) return { state: "unknown", fact: md`${verdict}${all}, at no known time` };
  if (clean) return { state: "proven", fact: md`${verdict}${all}${time}` };
  return { state: "failed", fact: md`**${verdict}**${all}${time}` };
}
