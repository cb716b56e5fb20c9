import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, posix } from "node:path";
import ts from "typescript";
import { packedFiles } from "../../support/packed";

const ROOT = join(__dirname, "../../..");

interface Manifest {
  readonly name: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly typesVersions?: { readonly "*": Readonly<Record<string, readonly string[]>> };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** All that is in a package beside what is compiled. */
const BESIDE = {
  provider: [
    ...["LICENSE", "README.md", "package.json", "spark/podshift_catch_up.py"],
    ...["__init__", "apply", "fold", "importing", "job", "leader", "report", "segments"].map(
      (each) => `spark/podshift_spark/${each}.py`,
    ),
  ],
  emulator: ["LICENSE", "README.md", "package.json", "proto/reflection.proto", "proto/vector_service.proto"],
};

/** Imports that a package needs no dependency for: types of these come with Node's own, which a user of types has. */
const TYPES_OF_NODE = "node:";

for (const folder of ["provider", "emulator"] as const) {
  describe(`what is published of ${folder}/`, () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8")) as Manifest;
    let files: ReadonlySet<string>;

    before(async () => {
      files = new Set(await packedFiles(join(ROOT, folder)));
    });

    it("is compiled code, types, licence and a page; no tests, sources, maps, stamps or recordings", () => {
      const compiled = [...files].filter((path) => path.startsWith("dist/"));
      assert.deepEqual(
        compiled.filter((path) => !/^dist\/(?:\w+\/)*\w+(?:\.d)?\.(?:js|ts)$/.test(path) || /[^d]\.ts$/.test(path)),
        [],
      );
      assert.deepEqual(
        [...files].filter((path) => !path.startsWith("dist/")),
        [...BESIDE[folder]].sort(),
      );
    });

    it("has every source file compiled, with its types", () => {
      const sources = readdirSync(join(ROOT, folder, "src"), { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
        .map((path) => `dist/${path.replace(/\.ts$/, "")}`);
      assert.deepEqual(
        sources.flatMap((path) => [`${path}.js`, `${path}.d.ts`]).filter((path) => !files.has(path)),
        [],
      );
    });

    it("has the repository's licence", () => {
      const licence = (of: string) => readFileSync(join(ROOT, of, "LICENSE"), "utf8");
      assert.equal(licence(folder), licence("."));
    });

    it("has every file that its entries and commands name", () => {
      const named = [...Object.values(manifest.bin), ...entriesOf(manifest), ...olderTypesOf(manifest)];
      assert.ok(named.length > 2);
      assert.deepEqual(
        named.map((path) => posix.normalize(path)).filter((path) => !files.has(path)),
        [],
      );
    });

    it("has types for every entry, also where a resolver knows no `exports`", () => {
      const entries = Object.keys(manifest.exports).filter((each) => each !== "./package.json" && each !== ".");
      assert.deepEqual(
        Object.keys(manifest.typesVersions?.["*"] ?? {}).sort(),
        entries.map((each) => each.slice(2)).sort(),
      );
    });

    it("has types that lead to files of its own and to packages that come with it", () => {
      const seen = new Set<string>();
      const lost: string[] = [];
      const visit = (path: string) => {
        if (seen.has(path)) return;
        seen.add(path);
        for (const to of importsOf(folder, path)) {
          if (!to.startsWith(".")) {
            if (!to.startsWith(TYPES_OF_NODE) && !comesWith(manifest, to)) lost.push(`${path} -> ${to}`);
            continue;
          }
          const target = typesAt(files, posix.join(dirname(path), to));
          if (target === undefined) lost.push(`${path} -> ${to}`);
          else visit(target);
        }
      };
      for (const path of entriesOf(manifest)) if (path.endsWith(".d.ts")) visit(posix.normalize(path));
      assert.ok(seen.size > 5, `only ${seen.size} files of types were read`);
      assert.deepEqual(lost, []);
    });

    it("imports what its manifest names, and names what it imports", () => {
      const imported = new Set<string>();
      let all = "";
      for (const path of files) {
        if (!path.endsWith(".js")) continue;
        all += readFileSync(join(ROOT, folder, path), "utf8");
        for (const to of importsOf(folder, path)) {
          if (!to.startsWith(".") && !isBuiltin(to)) imported.add(packageOf(to));
        }
      }
      // The package itself: the provider's text in a state names it.
      imported.delete(manifest.name);
      const named = { ...manifest.dependencies, ...manifest.peerDependencies };
      assert.deepEqual(
        [...imported].filter((each) => !(each in named)),
        [],
      );
      // A grammar is found by its name, and loaded by another package.
      assert.deepEqual(
        Object.keys(manifest.dependencies).filter((each) => !imported.has(each) && !all.includes(`"${each}`)),
        [],
      );
    });
  });
}

function entriesOf({ exports }: Manifest): string[] {
  return Object.values(exports).flatMap((entry) =>
    typeof entry === "string" ? [entry] : [entry.types, entry.default],
  );
}

function olderTypesOf({ typesVersions }: Manifest): readonly string[] {
  return Object.values(typesVersions?.["*"] ?? {}).flat();
}

/** Every module that a file imports, requires or takes types of. */
function importsOf(folder: string, path: string): string[] {
  const text = readFileSync(join(ROOT, folder, path), "utf8");
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function typesAt(files: ReadonlySet<string>, path: string): string | undefined {
  return [`${path}.d.ts`, `${path}/index.d.ts`, path.replace(/\.js$/, ".d.ts")].find((each) => files.has(each));
}

function comesWith({ name, dependencies, peerDependencies }: Manifest, module: string): boolean {
  const wanted = packageOf(module);
  return wanted === name || wanted in { ...dependencies, ...peerDependencies };
}

/** "@scope/name/deep" -> "@scope/name". */
function packageOf(module: string): string {
  return module
    .split("/")
    .slice(0, module.startsWith("@") ? 2 : 1)
    .join("/");
}
