import type { Cloud } from "../pinecone/types";

/** What the service takes for a move from pods to serverless. */
export interface LimitsProfile {
  /** Most records of the pod index. */
  readonly records: number;
  readonly namespaces: number;
  readonly clouds: readonly Cloud[];
}

/**
 * The vendor's migration guide over time. `guide-2025`: fewer than 25 M records and 20,000 namespaces, AWS and GCP
 * (docs.pinecone.io, early 2025). `current`: up to 500 M records, 20,000 namespaces, all clouds (the same page, read 2026-11).
 */
export const LIMITS_PROFILES = {
  "guide-2025": { records: 24_999_999, namespaces: 19_999, clouds: ["aws", "gcp"] },
  current: { records: 500_000_000, namespaces: 20_000, clouds: ["aws", "gcp", "azure"] },
} as const satisfies Record<string, LimitsProfile>;

export type LimitsProfileName = keyof typeof LIMITS_PROFILES;

/** Numbers of one's own, such as those that the vendor's support raised; clouds that are left out: all. */
export interface LimitsNumbers {
  readonly records: number;
  readonly namespaces: number;
  readonly clouds?: readonly Cloud[];
}

/** As the stack file has it: a profile's name, or numbers. */
export type Limits = LimitsProfileName | LimitsNumbers;

export function isLimitsProfile(name: string): name is LimitsProfileName {
  return Object.hasOwn(LIMITS_PROFILES, name);
}

/** The limits that a stack file names. */
export function limitsProfile(limits: Limits): LimitsProfile {
  if (typeof limits === "string") return LIMITS_PROFILES[limits];
  return { clouds: LIMITS_PROFILES.current.clouds, ...limits };
}
