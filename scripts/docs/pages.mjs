import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** The list of the README's that says in which order a reader wants the pages. */
const LIST = "## Documentation";
/** Folders of docs/ that are groups of their own, and the group behind which each stands. */
const FOLDERS = [
  { folder: "docs/phases/", group: "Phases", behind: "Begin" },
  { folder: "docs/commands/", group: "Commands", behind: "Look up" },
];

/** Pages beside the README that stand at the end where the list doesn't name them. */
const AT_THE_END = ["CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];

/**
 * Every page of the site, in the order of the README: its "Documentation" is the one list there is.
 * @param {string} root
 * @returns {{path: string, title: string, group: string}[]} path: from the root, with slashes
 */
export function pagesOf(root) {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const { groups, listed } = listIn(readme);
  const others = linksIn(readme).filter((path) => !listed.has(path) && folderOf(path) !== undefined);
  for (const { folder, group, behind } of FOLDERS) {
    const at = groups.findIndex(({ name }) => name === behind);
    const own = [...listed.keys(), ...others].filter((path) => path.startsWith(folder));
    for (const each of groups) each.paths = each.paths.filter((path) => !own.includes(path));
    groups.splice(at + 1, 0, { name: group, paths: own });
  }
  groups.at(-1)?.paths.push(...AT_THE_END.filter((path) => !listed.has(path) && existsSync(join(root, path))));
  const pages = groups.flatMap(({ name, paths }) =>
    paths.map((path) => ({ path, title: titleOf(join(root, path)), group: name })),
  );
  mustBeAll(root, pages);
  return pages;
}

/** Paragraphs of the list, such as "Begin: [Getting started](docs/getting-started.md) · ...". */
function listIn(readme) {
  const [, list = ""] = readme.split(`${LIST}\n`);
  const groups = [];
  const listed = new Set();
  for (const paragraph of list.split(/\n## /)[0].split(/\n\s*\n/)) {
    const [, name] = /^\s*([^:[\]()]+):/.exec(paragraph) ?? [];
    if (name === undefined) continue;
    const paths = linksIn(paragraph).filter((path) => !listed.has(path));
    for (const path of paths) listed.add(path);
    groups.push({ name: name.trim(), paths });
  }
  return { groups, listed };
}

function linksIn(text) {
  const targets = [...text.matchAll(/\]\(([^)#\s]+\.md)(?:#[^)\s]*)?\)/g)].map(([, target]) => normalize(target));
  return [...new Set(targets)].filter((target) => !/^[a-z]+:/.test(target));
}

function folderOf(path) {
  return FOLDERS.find(({ folder }) => path.startsWith(folder));
}

/** The text of the page's first heading. */
export function titleOf(file) {
  const [, title] = /^# (.+)$/m.exec(readFileSync(file, "utf8")) ?? [];
  if (title === undefined) throw new Error(`${file} has no heading`);
  return title.replace(/[`*]/g, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
}

/** A page that the list lacks would be in no navigation; one that isn't there would be a dead entry. */
function mustBeAll(root, pages) {
  const paths = new Set(pages.map(({ path }) => path));
  const lost = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .map((file) => join("docs", file).replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".md") && !paths.has(path));
  if (lost.length > 0) throw new Error(`README.md, "Documentation", doesn't name ${lost.join(", ")}`);
  const gone = [...paths].filter((path) => !existsSync(join(root, path)));
  if (gone.length > 0) throw new Error(`README.md, "Documentation", names ${gone.join(", ")}, which isn't there`);
}

/** Whether a relative link of a page leads to a folder: something to look at in the repository, and no page. */
export function leadsToFolder(root, page, target) {
  const [path] = target.split("#");
  const full = join(root, dirname(page), path);
  try {
    readdirSync(full);
    return true;
  } catch {
    return false;
  }
}
