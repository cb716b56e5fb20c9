import { REPORT_VERSION } from "../../migration/parity/report";
import { code, type Markdown, md } from "./markdown";
import type { MigrationChange } from "./migrationChange";
import type { KnownParity, KnownProof } from "./parityFacts";
import type { PlannedStep } from "./plannedStep";

/** What a parity check compares: another value of one of these, and it says nothing about what is there now. */
const COMPARED = ["podIndex", "serverlessIndex", "host", "askedAt"] as const;

/** A proof that retirement doesn't take, whatever it says: made by an older podshift, or changed since. */
export function untrusted(retirement: PlannedStep, { version }: KnownProof): Markdown | undefined {
  if (version !== REPORT_VERSION) return md`the report was **made by an older podshift**: check again`;
  const { parity } = retirement.asked;
  if (typeof parity !== "object" || parity === null) return undefined;
  // A seal that was taken off is no better than one that doesn't fit.
  if ("sealed" in parity && parity.sealed === true) return undefined;
  return md`the report **is not as the check wrote it**: check again`;
}

/** What a proof says that it compared, against what is retired on it. */
export function differentPair(retirement: PlannedStep, proof: KnownProof): Markdown | undefined {
  const { asked } = retirement;
  const key = (["podIndex", "serverlessIndex", "podHost", "host"] as const).find(
    (each) => proof[each] !== undefined && asked[each] !== undefined && proof[each] !== asked[each],
  );
  if (key === undefined) return undefined;
  const what = {
    podIndex: "pod index",
    serverlessIndex: "serverless index",
    podHost: "pod index's host",
    host: "serverless index's host",
  }[key];
  return md`**of another ${what}:** ${code(String(proof[key]))} was compared, and now it is ${code(String(asked[key]))}`;
}

/** Why a check that was clean proves nothing any more: of another copy, not ended, or older than a way back. */
export function whyOutdated({ pieces }: MigrationChange, { clean, finishedAt }: KnownParity): Markdown | undefined {
  const { ParityCheck: check, ActiveIndex: active } = pieces;
  if (check === undefined || !clean) return undefined;
  if (check.operation === "replace" || COMPARED.some((key) => isAnother(check, key))) {
    return md`the last check was of another copy; \`up\` checks this one`;
  }
  if (check.unfinished) return md`the last check did not end; \`up\` checks anew`;
  const { active: serves, switchedAt } = active?.known ?? {};
  const wentBack =
    serves === "pod" && typeof switchedAt === "string" && Date.parse(switchedAt) > Date.parse(finishedAt);
  return wentBack ? md`the last check was before traffic went back to the pod index: it says nothing now` : undefined;
}

function isAnother({ knownInputs, asked }: PlannedStep, key: (typeof COMPARED)[number]): boolean {
  return knownInputs[key] !== undefined && asked[key] !== undefined && knownInputs[key] !== asked[key];
}
