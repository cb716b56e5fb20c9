import { PHASES, type Phase } from "../../migration/phases";
import { formatDuration } from "../../util/format";
import { joined, type Markdown, md } from "./markdown";
import type { MigrationChange } from "./migrationChange";

/** Undoing, by the phase that was entered. docs/phases says the same at length. */
const UNDO: Readonly<Record<Phase, Markdown>> = {
  assess: md`take the entry out of the stack file: the pod index is only forgotten, and is as found`,
  capture: md`\`phase: assess\` closes the log; the pod index is as it was`,
  copy: md`\`phase: capture\`: serverless index and collection go; the pod index was never touched`,
  cutover: md`\`phase: copy\` switches traffic back, and brings the writes made since to the pod index first`,
  retire: md`**none.** The collection is the only way back: a pod index made from it by hand has the records of its day`,
};

/** What undoing this change takes. */
export function undoParagraph({ move, becomes, writes, was }: MigrationChange): Markdown | undefined {
  if (move === "rollback") return md`**Undo:** \`phase: cutover\` switches again, after parity is proven anew`;
  if (move === "leaves") {
    const again = was === undefined || was === "assess" ? md`` : md`; what was deleted is made anew`;
    return md`**Undo:** put the entry back into the stack file${again}`;
  }
  if (becomes === undefined) return undefined;
  if (becomes === "cutover" && writes === "paused") {
    return md`**Undo:** \`phase: copy\` switches traffic back; with \`writes: paused\` nothing written since is brought back, and \`up\` refuses to lose it`;
  }
  return md`**Undo:** ${UNDO[becomes]}`;
}

/** How long \`up\` takes, by the assessment: the steps of every phase that is entered. */
export function timeParagraph({ move, was, becomes, assessment }: MigrationChange): Markdown | undefined {
  if (move === "rollback") return md`**Time:** as long as bringing back the writes made since the switch takes`;
  if (becomes === undefined || (move !== "begins" && move !== "forward")) return undefined;
  if (assessment === undefined || assessment.steps.length === 0) return undefined;
  const from = was === undefined ? 0 : PHASES.indexOf(was) + 1;
  const entered: readonly string[] = PHASES.slice(from, PHASES.indexOf(becomes) + 1);
  const timed = assessment.steps.flatMap(({ phase, minutes }) =>
    minutes !== undefined && entered.includes(phase) ? [minutes] : [],
  );
  if (timed.length === 0) return md`**Time:** seconds`;
  const sum = (end: "low" | "high") => timed.reduce((total, minutes) => total + minutes[end], 0);
  const [low, high] = [span(sum("low")), span(sum("high"))];
  const range = low === high ? `about ${low}` : `${low} to ${high}`;
  return md`**Time:** ${range} · ${joined(
    timed.map(({ how }) => md`${how}`),
    "; ",
  )}`;
}

function span(minutes: number): string {
  return formatDuration(minutes * 60_000);
}
