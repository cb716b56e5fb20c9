import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the provider's process, or a writer's, met since its step began: preload.cjs tells. */
export type Fact =
  /** What came of the very request with which the step begins; `ms` since it might go on. */
  | { readonly fact: "answer"; readonly status: number; readonly ms: number }
  | { readonly fact: "error"; readonly code: string; readonly ms: number }
  /** A fault of its own struck: each is told once. */
  | { readonly fact: "no-answer" | "stale" | "quota" | "terminating" | "ahead" }
  /** A write was answered ENOSPC. */
  | { readonly fact: "full"; readonly writer: boolean };

/** Looks at what is known once `up` has ended and the cause is gone. */
export type Proof = (seen: { readonly facts: readonly Fact[]; readonly exit: number | null }) => boolean;

/** The facts that a gate's folder holds; a torn last line is left out. */
export function factsIn(folder: string): Fact[] {
  const file = join(folder, "struck");
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Fact);
}

/** `up` was killed: it ended without a code. */
export const isKilled: Proof = ({ exit }) => exit === null;

/** The step's request was answered so. */
export function wasAnswered(status: number): Proof {
  return ({ facts }) => facts.some((each) => each.fact === "answer" && each.status === status);
}

/** The step's request ended without an answer. */
export const wasCutOff: Proof = ({ facts }) => facts.some(({ fact }) => fact === "error");

/** The step's request had neither answer nor error for so many milliseconds. */
export function wasSilentFor(ms: number): Proof {
  return ({ facts }) => facts.some((each) => (each.fact === "answer" || each.fact === "error") && each.ms >= ms);
}

/** The process told of this one. */
export function wasTold(wanted: Fact["fact"]): Proof {
  return ({ facts }) => facts.some(({ fact }) => fact === wanted);
}

/** A write of `up` itself was refused, and not only one of the application. */
export const hadNoRoom: Proof = ({ facts }) => facts.some((each) => each.fact === "full" && !each.writer);
