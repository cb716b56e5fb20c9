/** A violation: what is wrong, under a code that never changes, and what to do about it. */
export interface Violation {
  /** In capitals, such as POD_INDEX_DROPPED. */
  readonly code: string;
  readonly fact: string;
  readonly next: string;
}

/** A violation as Pulumi prints it, below the policy's description. */
export function told({ code, fact, next }: Violation): string {
  return `${code}: ${fact}\n  Next: ${next}`;
}
