/** Text that is HTML already: nothing of it is escaped again. */
export class Html {
  constructor(readonly text: string) {}
}

/** What may stand in a template: texts are escaped, what is false or undefined is left out. */
export type Content = Html | string | number | false | undefined | readonly Content[];

/** HTML from a template whose values are escaped. Values stand in texts and in quoted attributes, nowhere else. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(parts.reduce((text, part, at) => text + part + (at < values.length ? textOf(values[at]) : ""), ""));
}

/** HTML of our own making. */
export function trusted(text: string): Html {
  return new Html(text);
}

/** One text as it may stand between tags and in quoted attributes. */
export function escapeText(text: string): string {
  return withoutControls(text).replace(/[&<>"'`]/g, (found) => ENTITIES[found] ?? "");
}

/**
 * Control characters may not stand in HTML at all; those that turn the direction of text could make an id look like
 * another.
 */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, "\uFFFD");
}

/** The address when it is one of the web, so that no other scheme becomes a link. */
export function webAddress(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === "https:" || url?.protocol === "http:" ? url.href : undefined;
}

function textOf(value: Content): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "string") return escapeText(value);
  if (typeof value === "number") return String(value);
  return value.map(textOf).join("");
}

const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};
