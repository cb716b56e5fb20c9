/** 1204311 -> "1,204,311". */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** Milliseconds as people say them: "4 s", "11 min", "2 h 5 min". */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** Breaks lines, moves the cursor, turns the direction of writing, or isn't seen. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A name that anybody may have chosen, on one line: `a\nb` as it would be written in JSON, others as they are. */
export function printable(name: string): string {
  return name.replace(UNPRINTABLE, (each) => {
    if (each === "\n") return "\\n";
    if (each === "\t") return "\\t";
    return escaped(each);
  });
}

/** The same in a text of ours that may quote what somebody else said: lines, columns and pictures stay as they are. */
const UNPRINTABLE_IN_TEXT = /(?!\r?\n|[\t\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A text as a terminal may have it: whatever a service, a log or a file put into it can't move the cursor, colour, turn
 * the direction of writing or set a title. In JSON the escapes mean the same as what they stand for.
 */
export function printableText(text: string): string {
  return text.replace(UNPRINTABLE_IN_TEXT, escaped);
}

function escaped(characters: string): string {
  return [...Array(characters.length).keys()]
    .map((at) => `\\u${characters.charCodeAt(at).toString(16).padStart(4, "0")}`)
    .join("");
}

/** "1 record", "2 records". */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A rate of something a second with two significant digits: "0.01", "2.4", "150". */
export function formatRate(rate: number): string {
  return rate.toLocaleString("en-US", { maximumSignificantDigits: rate < 100 ? 2 : 3 });
}
