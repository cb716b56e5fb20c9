/** A word of a POSIX shell's command line: a URL with options, say, whose `&` would end the command. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
