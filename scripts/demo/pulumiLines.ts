import { stripVTControlCharacters } from "node:util";

/** A row of Pulumi's plain output: its mark (`+`, `~`, `-` or nothing), the resource's type and name, what is done. */
const ROW = /^ (.{2}) (\S+:\S+) (\S+) ?(.*)$/;
const SECTION = /^(Diagnostics|Outputs|Resources|Changes|Duration):/;
/** The messages below name what they are of; the time is measured by the demo itself. */
const NO_HEADING = ["Diagnostics", "Duration"];
/** The resource that the messages below it are of. */
const MESSAGES_OF = /^ {2}\S+:\S+ \(.+\):$/;
const DYNAMIC = "pulumi-nodejs:dynamic/";
/** Rows of the stack itself say nothing that its resources don't. */
const STACK = "pulumi:pulumi:Stack";
/** How a row begins its life; the same row follows with what came of it. */
const JUST_BEGUN = /^\S+ing \(0s\)/;
/** Which inputs differ: the preview said it. */
const CHANGED_INPUTS = /\[diff: \S+\](; )?/;

/**
 * Takes what repeats itself out of Pulumi's plain output; one for the whole demo, as it remembers what was shown. A message
 * comes as a row first and again, whole, under "Diagnostics"; and again in the `up` that follows a preview. Each is shown
 * once, errors always. Colours are looked through and kept.
 */
export function lineTrimmer(): (kind: "preview" | "up") => (line: string) => string[] {
  const messages = new Set<string>();
  return (kind) => {
    const diagnostics = messageTrimmer(messages);
    let trim = rowTrimmer(kind, messages);
    return (line) => {
      const shown = line.trimEnd().replaceAll(DYNAMIC, "");
      const bare = stripVTControlCharacters(shown).trimEnd();
      const section = SECTION.exec(bare)?.[1];
      if (section === undefined) return trim(bare, shown);
      trim = section === "Diagnostics" ? diagnostics : keepLines;
      return NO_HEADING.includes(section) ? [] : ["", shown];
    };
  };
}

/** Takes a line without and with its colours; gives the lines to show. */
type Trim = (bare: string, shown: string) => string[];

const keepLines: Trim = (bare, shown) => (bare === "" ? [] : [shown]);

function rowTrimmer(kind: "preview" | "up", messages: ReadonlySet<string>): Trim {
  const seen = new Set<string>();
  return (bare, shown) => {
    const row = ROW.exec(bare);
    if (row === null) return keepLines(bare, shown);
    const [, mark = "", type, , rest = ""] = row;
    const text = rest.trim();
    if (type === STACK || seen.has(bare) || JUST_BEGUN.test(text)) return [];
    // In a preview a row without a mark is a message, which comes again; in an update it is progress.
    if (mark.trim() === "" && (kind === "preview" || text === "" || messages.has(text))) return [];
    seen.add(bare);
    return [kind === "up" ? shown.replace(CHANGED_INPUTS, "") : shown];
  };
}

function messageTrimmer(messages: Set<string>): Trim {
  let heading: string[] = [];
  return (bare, shown) => {
    if (MESSAGES_OF.test(bare)) {
      heading = ["", shown];
      return [];
    }
    const message = bare.trim();
    if (message === "" || (messages.has(message) && !/\berror\b/i.test(message))) return [];
    messages.add(message);
    const lines = [...heading, shown];
    heading = [];
    return lines;
  };
}
