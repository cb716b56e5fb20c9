/**
 * Compares versions such as "3.245.0" or "v20.19.1": negative when a is older, 0 when they are the same.
 * @param {string} a
 * @param {string} b
 */
export function compareVersions(a, b) {
  const [left, right] = [numbers(a), numbers(b)];
  const at = [0, 1, 2].find((place) => left[place] !== right[place]);
  return at === undefined ? 0 : left[at] - right[at];
}

function numbers(version) {
  const parts = version.trim().replace(/^v/, "").split(/[.+-]/).map(Number);
  return [0, 1, 2].map((place) => (Number.isInteger(parts[place]) ? parts[place] : 0));
}
