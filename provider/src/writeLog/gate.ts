import type { PodshiftError } from "../errors";
import type { Appender } from "./appender";
import type { ControlRecord } from "./control";
import type { Validity } from "./lease";
import type { Tickets } from "./tickets";

/** What a process is under one id: its log, its lease, its writes. */
export interface Identity {
  readonly id: string;
  readonly log: Appender;
  readonly validity: Validity;
  readonly tickets: Tickets;
}

/** Writes are taken. */
export interface OpenGate {
  readonly kind: "open";
  readonly record: ControlRecord;
  readonly me: Identity;
}

/** What a writer may do now. */
export type Gate =
  | { readonly kind: "joining" | "held" }
  | OpenGate
  /** No more writes are taken; those under way go on as long as they would have: while it is open but for that. */
  | { readonly kind: "ended"; readonly last?: OpenGate | undefined }
  /** The log is closed, for as long as that was read lately: it may be begun anew while this process sleeps. */
  | { readonly kind: "unlogged"; readonly record: ControlRecord; readonly free: Validity }
  | { readonly kind: "failing"; readonly error: PodshiftError };

/** The gate by which writes that were begun may be sent. */
export function openIn(gate: Gate): OpenGate | undefined {
  if (gate.kind === "ended") return gate.last;
  return gate.kind === "open" ? gate : undefined;
}
