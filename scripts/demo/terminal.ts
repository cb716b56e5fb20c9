import { fitted } from "../../provider/src/cli/fitted";

/** Where the demo writes to. */
export interface Terminal {
  readonly isColoured: boolean;
  line(text?: string): void;
  heading(text: string): void;
  paint(colour: Colour, text: string): string;
}

const CODES = { red: 31, green: 32, cyan: 36, bold: 1, dim: 2 } as const;
export type Colour = keyof typeof CODES;

/** Colours only on a terminal, and only where `NO_COLOR` is not set (no-color.org: to anything but the empty text). */
export function terminalOn(
  stream: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown },
  env: NodeJS.ProcessEnv,
): Terminal {
  const isColoured = stream.isTTY === true && !env.NO_COLOR;
  const paint = (colour: Colour, text: string) => (isColoured ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
  const columns = stream.isTTY === true ? stream.columns : undefined;
  const line = (text = "") => void stream.write(`${fitted(text, columns)}\n`);
  return {
    isColoured,
    line,
    paint,
    heading: (text) => line(`\n${paint("bold", `== ${text}`)}`),
  };
}

/** "3.2 s" or "1 min 12 s". */
export function seconds(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const whole = Math.round(milliseconds / 1000);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Columns as wide as their widest cell, two spaces apart; the first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
