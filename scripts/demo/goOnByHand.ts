import type { RunningEmulator } from "./emulatorProcess";
import { migrationLines } from "./stackFile";

/** A second, small pod index that `--keep` leaves unmigrated: something to go on with. */
export const PRACTICE_INDEX = "practice";
export const PRACTICE_RECORDS = 1_000;

/** The commands to go on with in a shell, in the project's folder. */
export function goOnByHand({
  binDir,
  variables,
  emulator,
}: {
  binDir: string | undefined;
  variables: Readonly<Record<string, string>>;
  emulator: Pick<RunningEmulator, "controlPlane" | "apiKey">;
}): string[] {
  const exported = Object.entries(variables).map(([name, value]) => `export ${name}='${quoted(value)}'`);
  return [
    "The emulator goes on, and so does the stack. In this folder:",
    "",
    ...(binDir === undefined ? [] : [`export PATH='${quoted(binDir)}':"$PATH"`]),
    ...exported,
    "pulumi preview --stack demo                        # nothing to do: the stack is as its file says",
    "pulumi stack output migrations --stack demo        # which index serves",
    `curl -H 'Api-Key: ${emulator.apiKey}' ${emulator.controlPlane}/indexes`,
    "",
    `The pod index \`${PRACTICE_INDEX}\` (${PRACTICE_RECORDS.toLocaleString("en-US")} records) is yours to move:`,
    "",
    "cat >> stacks/Pulumi.demo.yaml <<'END'",
    ...migrationLines({ podIndex: PRACTICE_INDEX, reports: ".demo/reports" }).trimEnd().split("\n"),
    "END",
    "pulumi preview --stack demo",
    "pulumi up --stack demo",
    "",
    "Then change its `phase: assess` to copy, cutover and retire, with a preview and an `up` each; from cutover, `copy` goes back.",
    "",
    "To end it all:  npm run demo -- --end",
  ];
}

/** Within single quotes of a shell. */
function quoted(text: string): string {
  return text.replaceAll("'", "'\\''");
}
