import { dirname, isAbsolute, relative, resolve, sep } from "node:path";

/** The folder that paths are shown from: the current one, or, for what lies elsewhere, the deepest that holds it all. */
export function rootOf(current: string, starts: readonly string[]): string {
  const absolute = starts.map((start) => resolve(current, start));
  if (absolute.every((start) => isWithin(current, start))) return resolve(current);
  return absolute.reduce((root, start) => {
    let common = root;
    while (!isWithin(common, start) && dirname(common) !== common) common = dirname(common);
    return common;
  }, absolute[0] ?? current);
}

/** With forward slashes. */
export function pathFrom(root: string, absolute: string): string {
  const path = relative(root, absolute);
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
