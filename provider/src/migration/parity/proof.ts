import type { Position } from "../../writeLog/position";
import type { NamespaceDigests } from "./digest";
import { REPORT_VERSION } from "./report";
import { sealOf } from "./seal";

/** The parity report that the cutover was made on, as far as retirement needs it. It goes through the stack's state. */
export interface ProvenParity {
  /** That of the report; left out by versions of podshift before reports had a seal. */
  readonly version?: number;
  readonly clean: boolean;
  /** "all", or the size of a sample: a sample proves nothing here. */
  readonly content: string;
  readonly finishedAt: string;
  /** What was compared: both indexes, and where they were. Reports of older versions don't say all of it. */
  readonly podIndex?: string;
  readonly serverlessIndex?: string;
  readonly podHost?: string;
  /** The serverless index's. */
  readonly host?: string;
  /** Digests of the pod index's records as compared; left out when the check was not of all records. */
  readonly digests?: NamespaceDigests;
  /** Where each record's digest was written; left out when nowhere. */
  readonly digestFile?: string;
  /** What the write log names from here on may have changed since it was compared; left out when writes are paused. */
  readonly logPosition?: Position;
  /** The seal of the report itself. */
  readonly report?: string;
  /** SHA-256 over all of this without the seal (seal.ts). */
  readonly seal?: string;
}

/** The indexes that a proof must be of: an index that was made anew under its name has another host. */
export interface ProvenPair {
  readonly podIndex: string;
  readonly serverlessIndex: string;
  readonly podHost: string | undefined;
  readonly host: string | undefined;
}

const WHAT = {
  podIndex: "pod index",
  serverlessIndex: "serverless index",
  podHost: "pod index at",
  host: "serverless index at",
} as const satisfies Record<keyof ProvenPair, string>;

/** The proof with its seal, whatever seal it had before. */
export function sealedProof({ seal: _old, ...proof }: ProvenParity): ProvenParity {
  return { ...proof, seal: sealOf(proof) };
}

/** True when the proof is as podshift wrote it: the state may have been edited. */
export function isProofSealed({ seal, ...proof }: ProvenParity): boolean {
  return seal !== undefined && seal === sealOf(proof);
}

/** Why a proof, clean or not, is none for these indexes; undefined when it fits. An index that is gone has no host to compare. */
export function whyUnfit(proof: ProvenParity, pair: ProvenPair): string | undefined {
  const which = `the report of ${proof.finishedAt}`;
  if (proof.version !== REPORT_VERSION) return `${which} was made by an older podshift`;
  if (!isProofSealed(proof)) return `${which} is not as the check wrote it`;
  const key = (Object.keys(WHAT) as (keyof ProvenPair)[]).find(
    (each) => pair[each] !== undefined && proof[each] !== pair[each],
  );
  if (key === undefined) return undefined;
  return `${which} is of the ${WHAT[key]} ${proof[key] ?? "(not told)"}, and now it is ${pair[key]}`;
}
