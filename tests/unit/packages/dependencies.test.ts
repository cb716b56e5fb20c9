import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "../../..");
const PAGE = readFileSync(join(ROOT, "docs/dependencies.md"), "utf8");

type Named = Readonly<Record<string, string>> | undefined;

interface Manifest {
  readonly dependencies: Named;
  readonly peerDependencies: Named;
  readonly devDependencies: Named;
}

const manifestOf = (folder: string) => JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8")) as Manifest;

/** Packages named in the first column of a chapter's rows, with the row's other columns. */
function rowsOf(chapter: string): { readonly name: string; readonly rest: string }[] {
  const text = PAGE.split(/^## /m).find((each) => each.startsWith(chapter)) ?? "";
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  return rows.flatMap((row) => {
    const [, first = "", ...rest] = row.split(" | ").flatMap((cell, at) => (at === 0 ? ["", cell] : [cell]));
    return [...first.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => ({ name, rest: rest.join(" | ") }));
  });
}

/** The rows of those who use it, as the page names them. */
const USERS = { podshift: "provider", "pinecone-emulator": "emulator", "policy/": "policy" } as const;
/** Packages of this repository itself. */
const OWN = ["podshift", "pinecone-emulator"];

describe("docs/dependencies.md", () => {
  for (const [user, folder] of Object.entries(USERS)) {
    it(`has a line for each package that ${user} has at run time, and no other`, () => {
      const { dependencies, peerDependencies } = manifestOf(folder);
      const wanted = Object.keys({ ...dependencies, ...peerDependencies }).filter((each) => !OWN.includes(each));
      const named = rowsOf("At run time").filter(({ rest }) => usersOf(rest).some((each) => each.includes(user)));
      assert.deepEqual(named.map(({ name }) => name).sort(), wanted.sort());
    });
  }

  it("has a line for each package that development needs, and no other", () => {
    const { devDependencies } = manifestOf(".");
    const named = rowsOf("For development").map(({ name }) => name);
    assert.deepEqual(named.sort(), Object.keys(devDependencies ?? {}).sort());
  });

  it("says why of each, and names every licence that is not a permissive one", () => {
    const rows = [...rowsOf("At run time"), ...rowsOf("For development")];
    assert.deepEqual(
      rows.filter(({ rest }) => rest.replace(/[|\s]/g, "").length < 10).map(({ name }) => name),
      [],
    );
    const silent = rows.filter(({ name, rest }) => !isPermissive(name) && !rest.includes(familyOf(licenceOf(name))));
    assert.deepEqual(
      silent.map(({ name }) => `${name}: ${licenceOf(name)}`),
      [],
    );
  });
});

/** "`podshift`, `podshift/aws` (optional peer)" -> who uses it: the column ends at the next bar. */
function usersOf(rest: string): string[] {
  const [column = ""] = rest.split(" | ");
  return column.split(",").map((each) => each.replace(/`podshift\/aws`/, "`podshift`"));
}

function licenceOf(name: string): string {
  const places = [".", ...Object.values(USERS)].map((each) => join(ROOT, each, "node_modules", name, "package.json"));
  const { license = "none" } = JSON.parse(readFileSync(places.find(existsSync) ?? "", "utf8")) as { license?: string };
  return license;
}

function isPermissive(name: string): boolean {
  const all = licenceOf(name)
    .replace(/[()]/g, "")
    .split(/ (?:OR|AND) /);
  return all.every((each) => /^(?:MIT|ISC|0BSD|Unlicense|Apache-2\.0|BSD-[23]-Clause)$/.test(each));
}

/** "AGPL-3.0-or-later" -> "AGPL-3.0". */
function familyOf(licence: string): string {
  return licence.replace(/-or-later$|-only$/, "");
}
