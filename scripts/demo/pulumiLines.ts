/** A row of Pulumi's plain output: its mark (`+`, `~`, `-` or nothing), the resource's type and name, what is done. */
const ROW = /^ (.{2}) (\S+:\S+) (\S+) ?(.*)$/;
const SECTION = /^(Diagnostics|Outputs|Resources|Changes|Duration):/;
/** The resource that the messages below it are of. */
const MESSAGES_OF = /^ {2}\S+:\S+ \(.+\):$/;
const DYNAMIC = "pulumi-nodejs:dynamic/";
/** Rows of the stack itself say nothing that its resources don't. */
const STACK = "pulumi:pulumi:Stack";
/** How a row begins its life; the same row follows with what came of it. */
const JUST_BEGUN = /^\S+ing \(0s\)/;

/**
 * Takes what repeats itself out of Pulumi's output as it is written where there is no terminal; one for the whole demo, as
 * it remembers what was shown. A message comes as a row first and again, whole, under "Diagnostics"; and again in the `up`
 * that follows a preview. Each is shown once, errors always.
 */
export function lineTrimmer(): (kind: "preview" | "up") => (line: string) => string[] {
  const messages = new Set<string>();
  return (kind) => {
    const rows = rowTrimmer(kind, messages);
    const diagnostics = messageTrimmer(messages);
    let trim = rows;
    return (line) => {
      const plain = line.trimEnd().replaceAll(DYNAMIC, "");
      const section = SECTION.exec(plain)?.[1];
      if (section === "Diagnostics") {
        trim = diagnostics;
        return [];
      }
      if (section !== undefined) trim = (each) => [each];
      return trim(plain);
    };
  };
}

function rowTrimmer(kind: "preview" | "up", messages: ReadonlySet<string>): (line: string) => string[] {
  const seen = new Set<string>();
  return (line) => {
    const row = ROW.exec(line);
    if (row === null) return line === "" ? [] : [line];
    const [, mark = "", type, , rest = ""] = row;
    const text = rest.trim();
    if (type === STACK || seen.has(line) || JUST_BEGUN.test(text)) return [];
    // In a preview a row without a mark is a message, which comes again; in an update it is progress.
    if (mark.trim() === "" && (kind === "preview" || text === "" || messages.has(text))) return [];
    seen.add(line);
    return [line];
  };
}

function messageTrimmer(messages: Set<string>): (line: string) => string[] {
  let heading: string[] = [];
  return (line) => {
    if (MESSAGES_OF.test(line)) {
      heading = ["", line];
      return [];
    }
    const message = line.trim();
    if (message === "" || (messages.has(message) && !/\berror\b/i.test(message))) return [];
    messages.add(message);
    const shown = [...heading, line];
    heading = [];
    return shown;
  };
}
