/** Takes secrets out of a text. Secrets shorter than four characters are left: they would take half the text with them. */
export function scrub(text: string, secrets: readonly (string | undefined)[]): string {
  return secrets.reduce<string>(
    (clean, secret) => (secret === undefined || secret.length < 4 ? clean : clean.replaceAll(secret, "[secret]")),
    text,
  );
}
