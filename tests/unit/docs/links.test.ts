import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const ROOT = join(__dirname, "../../..");
const PAGES = [
  ...["README.md", "CONTRIBUTING.md", "provider/README.md", "emulator/README.md", "stacks/README.md"],
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((each) => each.endsWith(".md"))
    .map((each) => join("docs", each)),
].filter((each) => existsSync(join(ROOT, each)));

describe("links of the docs", () => {
  for (const page of PAGES) {
    it(`lead somewhere: ${page}`, () => {
      const dead = linksOf(page).filter((target) => !leadsSomewhere(page, target));
      assert.deepEqual(dead, []);
    });
  }

  it("lead to every page of docs/", () => {
    const linked = new Set(PAGES.flatMap((page) => linksOf(page).map((target) => fileOf(page, target))));
    const lost = PAGES.filter((page) => page.startsWith("docs/") && !linked.has(join(ROOT, page)));
    assert.deepEqual(lost, []);
  });
});

/** Targets of links and pictures inside the project, outside of code. */
function linksOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), "utf8")
    .replace(/```[\s\S]*?```/g, "")
    .replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((each) => !/^[a-z]+:/.test(each));
}

function fileOf(page: string, target: string): string {
  const [path = ""] = target.split("#");
  return path === "" ? join(ROOT, page) : resolve(ROOT, dirname(page), path);
}

function leadsSomewhere(page: string, target: string): boolean {
  const file = fileOf(page, target);
  if (relative(ROOT, file).startsWith("..") || !existsSync(file)) return false;
  const anchor = target.split("#")[1];
  return anchor === undefined || anchorsOf(file).has(anchor);
}

/** Anchors as the usual hosts make them of headings: lower case, spaces to dashes, punctuation left out. */
function anchorsOf(file: string): Set<string> {
  const headings = readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replace(/ /g, "-"),
    ),
  );
}
