/** Short names of error codes for narrow columns: the words' first letters, told apart by a number where two are alike. */
export function shortCodes(codes: readonly string[]): Map<string, string> {
  const short = new Map<string, string>();
  for (const code of [...new Set(codes)].filter((each) => each !== "").sort()) {
    const initials = code
      .split("_")
      .map((word) => word[0] ?? "")
      .join("");
    const taken = [...short.values()];
    let name = initials;
    for (let n = 2; taken.includes(name); n += 1) name = `${initials}${n}`;
    short.set(code, name);
  }
  return short;
}
