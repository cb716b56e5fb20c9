/** Lines of a secret that are shorter are in too many words. */
const SHORTEST_LINE = 8;

/**
 * Takes secrets out of a text. Secrets shorter than four characters are left: they would take half the text with them.
 * One from a file may end with a line break, or have several lines: what is sent and told in errors is without it, and may
 * have them escaped.
 */
export function scrub(text: string, secrets: readonly (string | undefined)[]): string {
  return secrets
    .flatMap(formsOf)
    .reduce((clean, secret) => (secret.length < 4 ? clean : clean.replaceAll(secret, "[secret]")), text);
}

/** The longest first, or what is left of it would be known no more. */
function formsOf(secret = ""): string[] {
  const lines = secret.split(/[\r\n]+/).map((line) => line.trim());
  return [secret, secret.trim(), ...lines.filter((line) => line.length >= SHORTEST_LINE)];
}
