import { invalidControl } from "./errors.js";
import type { Journal } from "./journal.js";
import type { Action, Route } from "./server.js";
import type { TransitionKind } from "./states.js";
import type { Project } from "./store/project.js";
import { controlFields } from "./validations/fields.js";

/** The test hooks over HTTP, for tests that run the emulator as a process. They need no key and aren't in the journal. */
export function ownRoutes(journal: Journal, reset: () => Promise<void>): readonly Route<Project>[] {
  return [
    ["POST", "/_emulator/hold", hold],
    ["POST", "/_emulator/fail-next-index", failNextIndex],
    ["GET", "/_emulator/journal", () => [200, { entries: journal.entries }]],
    [
      "POST",
      "/_emulator/reset",
      async () => {
        await reset();
        return [200, {}];
      },
    ],
  ];
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
