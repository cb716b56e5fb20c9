import { inputChanges } from "./inputDiff";
import { code, joined, Markdown, md, table } from "./markdown";
import type { PlannedStep } from "./plannedStep";

const SIGNS: Readonly<Record<PlannedStep["operation"], string>> = {
  create: "\\+",
  update: "\\~",
  replace: "±",
  delete: "−",
  same: "",
  other: "?",
};

/** Every step that does something, with the inputs that it changes. */
export function stepTable(steps: readonly PlannedStep[]): Markdown | undefined {
  const active = steps.filter(({ operation, custom }) => custom && operation !== "same");
  if (active.length === 0) return undefined;
  return table(
    ["", "Resource", "Changes"],
    active.map((step) => [new Markdown(SIGNS[step.operation]), resource(step), changesOf(step)]),
  );
}

/** "PodIndex docs"; a type token for what isn't podshift's. */
export function resource({ kind, type, name }: PlannedStep): Markdown {
  return md`${kind ?? code(type)} ${code(name)}`;
}

function changesOf(step: PlannedStep): Markdown {
  if (step.operation === "delete") return goneWords(step);
  if (step.operation === "create") return md`new`;
  const changes = inputChanges(step).map(({ key, was, becomes }) => {
    const sides = joined(
      [was === undefined ? undefined : code(was), becomes === undefined ? undefined : code(becomes)],
      " → ",
    );
    return md`${key}: ${sides}`;
  });
  if (changes.length > 0) return joined(changes, ", ");
  return step.unfinished ? md`goes on with what was not finished` : md`brought to what is asked`;
}

/** podshift's own records of what was done hold nothing that could be lost. */
const BOOKKEEPING: ReadonlySet<string | undefined> = new Set([
  "Preflight",
  "CatchUp",
  "ParityCheck",
  "ActiveIndex",
  "PodRetirement",
]);

function goneWords({ kind, retained }: PlannedStep): Markdown {
  if (retained || BOOKKEEPING.has(kind)) return md`forgotten`;
  return kind === "WriteLog" ? md`closed` : md`**deleted**`;
}
