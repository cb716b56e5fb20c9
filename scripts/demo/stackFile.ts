/** Phases that the demo walks through, in order. */
export const WALK = ["assess", "copy", "cutover", "retire"] as const;
export type Phase = (typeof WALK)[number];

const PHASE_LINE = /^ +phase: (\w+)$/m;

/** The migrations of a stack file, as they stand below its `config:`. */
export function migrationLines({ podIndex, reports }: { podIndex: string; reports: string }): string {
  return [
    `    - podIndex: ${podIndex}`,
    `      serverless: {name: ${podIndex}-serverless, region: us-east-1}`,
    "      writes: paused",
    `      reports: ${reports}`,
    "      phase: assess",
    "",
  ].join("\n");
}

/**
 * A stack file, as `pulumi config set` made it, with the migrations put at the end of `config:`. That is the end of the
 * file, so that lines can be added to it.
 */
export function withMigrations(text: string, migrations: string): string {
  const lines = text.trimEnd().split("\n");
  const start = lines.indexOf("config:");
  const after = lines.findIndex((line, at) => at > start && !line.startsWith(" "));
  const end = after < 0 ? lines.length : after;
  const inside = lines.slice(start, end);
  const outside = [...lines.slice(0, start), ...lines.slice(end)];
  return `${[...outside, ...inside, "  podshift:migrations:"].join("\n")}\n${migrations}`;
}

/** One line of a file before and after. */
export interface ChangedLine {
  readonly before: string;
  readonly after: string;
}

/** The stack file with another phase, and the one line that this changes. */
export function withPhase(text: string, phase: Phase): { text: string; changed: ChangedLine } {
  const before = PHASE_LINE.exec(text)?.[0];
  if (before === undefined) throw new Error("the stack file names no phase");
  const after = before.replace(/\w+$/, phase);
  return { text: text.replace(before, after), changed: { before, after } };
}

/** The stack file for a reader: a secret is long and says nothing. */
export function forReading(text: string): string {
  return text.replace(/(secure: \S{8})\S+/g, "$1...").replace(/(encryptionsalt: \S{8})\S+/g, "$1...");
}
