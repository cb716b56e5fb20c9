/** Words that mean the release itself. */
const RELEASE = ["final", "ga", "release"];

/**
 * Compares versions of Maven and of NuGet: numbers by value (`1.10` after `1.9`, `1` like `1.0.0`), and a word after the
 * numbers makes an earlier version (`1.0.0-rc.1` before `1.0.0`). Words among themselves go by their letters, which is
 * near enough where every boundary is a release.
 */
export function compareDotted(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let at = 0; at < Math.max(left.numbers.length, right.numbers.length); at += 1) {
    const order = (left.numbers[at] ?? 0) - (right.numbers[at] ?? 0);
    if (order !== 0) return order;
  }
  if (left.words === "" || right.words === "") return Number(left.words === "") - Number(right.words === "");
  return left.words.localeCompare(right.words, "en", { numeric: true });
}

function partsOf(version: string): { readonly numbers: readonly number[]; readonly words: string } {
  const [plain = ""] = version.toLowerCase().split("+", 1);
  const [whole, numbers = ""] = /^v?(\d+(?:\.\d+)*)/.exec(plain) ?? [""];
  const words = plain.slice(whole.length).replace(/^[.-]/, "");
  return { numbers: numbers.split(".").map(Number), words: RELEASE.includes(words) ? "" : words };
}
