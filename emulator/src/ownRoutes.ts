import { invalidControl } from "./errors.js";
import { type FaultDocument, FaultDocumentError } from "./faults/document.js";
import type { Faults } from "./faults/faults.js";
import type { Journal } from "./journal.js";
import type { Action, Answer, Route } from "./route.js";
import type { TransitionKind } from "./states.js";
import type { Project } from "./store/project.js";
import { controlFields } from "./validations/fields.js";

/** What concerns the state as a whole. */
export interface StateHooks {
  reset(): Promise<void>;
  snapshot(): string;
  restore(id: string): Promise<void>;
}

/** The test hooks over HTTP, for tests that run the emulator as a process. They need no key and aren't in the journal. */
export function ownRoutes(journal: Journal, faults: Faults, state: StateHooks): readonly Route<Project>[] {
  return [
    ["POST", "/_emulator/hold", hold],
    ["POST", "/_emulator/fail-next-index", failNextIndex],
    ["GET", "/_emulator/journal", () => [200, { entries: journal.entries }]],
    ["GET", "/_emulator/faults", () => [200, { rules: faults.counts }]],
    ["POST", "/_emulator/faults", (_project, { body }) => setFaults(faults, body)],
    [
      "DELETE",
      "/_emulator/faults",
      () => {
        faults.clear();
        return [200, {}];
      },
    ],
    [
      "POST",
      "/_emulator/reset",
      async () => {
        await state.reset();
        return [200, {}];
      },
    ],
    ["POST", "/_emulator/snapshot", () => [200, { id: state.snapshot() }]],
    [
      "POST",
      "/_emulator/restore",
      async (_project, { body, bytes }) => {
        await state.restore(controlFields(body, bytes).string("id"));
        return [200, {}];
      },
    ],
  ];
}

function setFaults(faults: Faults, document: unknown): Answer {
  try {
    faults.set(document as FaultDocument);
  } catch (error) {
    if (error instanceof FaultDocumentError) throw invalidControl(error.message);
    throw error;
  }
  return [200, { rules: faults.counts }];
}

const HELD: readonly TransitionKind[] = ["collections", "indexes"];

/** `{collections?: boolean, indexes?: boolean}`: true holds, false releases, absent changes nothing. */
const hold: Action<Project> = (project, request) => {
  const fields = controlFields(request.body, request.bytes);
  const wanted = HELD.map((kind) => [kind, fields.optionalBoolean(kind)] as const);
  if (wanted.every(([, held]) => held === undefined)) throw invalidControl("Say what to hold: collections or indexes.");
  for (const [kind, held] of wanted) {
    if (held === true) project.transitions.hold(kind);
    if (held === false) project.transitions.release(kind);
  }
  return [200, {}];
};

const failNextIndex: Action<Project> = (project) => {
  project.failNextIndex();
  return [200, {}];
};
