import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { withDependency } from "../../../../provider/src/cli/init/manifest";
import { newProject, projectName } from "../../../../provider/src/cli/init/newProject";
import {
  IGNORED,
  ignoreChange,
  MIGRATIONS_PROGRAM,
  programPlan,
  withImport,
} from "../../../../provider/src/cli/init/programLines";
import { readProject, stackFileOf } from "../../../../provider/src/cli/init/project";

const PROJECT = "name: shop\nruntime: nodejs\n";
const PROGRAM = 'import * as pulumi from "@pulumi/pulumi";\nexport const name = pulumi.getStack();\n';

describe("podshift init in a project", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-init-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function put(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
  async function project(files: Readonly<Record<string, string>>) {
    put(files);
    return (await readProject(folder)) ?? assert.fail("no project");
  }

  describe("reads it", () => {
    it("as none, where there is no project file", async () => assert.equal(await readProject(folder), undefined));

    it("with its stacks, their folder and its program", async () => {
      const read = await project({
        "Pulumi.yaml": "name: shop\nruntime: { name: nodejs }\nstackConfigDir: ./stacks\n",
        "stacks/Pulumi.prod.yaml": "",
        "stacks/Pulumi.dev.yaml": "",
        "stacks/notes.md": "",
        "Pulumi.elsewhere.yaml": "",
        "index.ts": PROGRAM,
        "package.json": "{}",
      });
      assert.deepEqual(read, {
        folder,
        extension: ".yaml",
        stackFolder: "stacks",
        stacks: ["dev", "prod"],
        program: "index.ts",
        packageFile: "package.json",
      });
      assert.equal(stackFileOf(read, "acme/shop/prod"), "stacks/Pulumi.prod.yaml");
    });

    for (const [what, files, program, packageFile] of [
      [
        "main of the project, a file",
        { "Pulumi.yaml": `${PROJECT}main: src/main.ts\n`, "src/main.ts": "" },
        "src/main.ts",
        "package.json",
      ],
      [
        "main of the project, a folder",
        { "Pulumi.yaml": `${PROJECT}main: infra/\n`, "infra/index.ts": "" },
        "infra/index.ts",
        "package.json",
      ],
      [
        "a folder with its own package.json",
        { "Pulumi.yaml": `${PROJECT}main: infra\n`, "infra/package.json": '{"main":"app.ts"}', "infra/app.ts": "" },
        "infra/app.ts",
        "infra/package.json",
      ],
      [
        "main of package.json",
        { "Pulumi.yaml": PROJECT, "package.json": '{"main":"app.ts"}', "app.ts": "" },
        "app.ts",
        "package.json",
      ],
      [
        "what isn't built yet is passed over",
        { "Pulumi.yml": PROJECT, "package.json": '{"main":"bin/index.js"}', "index.ts": "" },
        "index.ts",
        "package.json",
      ],
      [
        "what is built is passed over",
        { "Pulumi.yaml": PROJECT, "package.json": '{"main":"bin/index.js"}', "bin/index.js": "", "index.ts": "" },
        "index.ts",
        "package.json",
      ],
      ["JavaScript", { "Pulumi.yaml": PROJECT, "index.js": "" }, "index.js", "package.json"],
      ["none to be found", { "Pulumi.yaml": PROJECT }, undefined, "package.json"],
    ] as const) {
      it(`finding the program: ${what}`, async () => {
        const read = await project(files);
        assert.deepEqual([read.program, read.packageFile], [program, packageFile]);
      });
    }

    for (const [what, files] of [
      ["in another language", { "Pulumi.yaml": "name: shop\nruntime: python\n" }],
      ["without a name", { "Pulumi.yaml": "runtime: nodejs\n" }],
      ["that is no YAML", { "Pulumi.yaml": "name: [" }],
      ["that is JSON, and has its stacks in JSON", { "Pulumi.json": '{"name": "shop", "runtime": "nodejs"}' }],
      ["with a broken package.json", { "Pulumi.yaml": PROJECT, "package.json": "{" }],
    ] as const) {
      it(`and refuses one ${what}`, async () => {
        put(files);
        await assert.rejects(readProject(folder), { code: "CONFIG_INVALID" });
      });
    }
  });

  describe("plans the program's lines", () => {
    const files = { "Pulumi.yaml": PROJECT, "package.json": '{\n    "name": "shop"\n}\n', "index.ts": PROGRAM };
    const planOf = async (more: Readonly<Record<string, string>> = {}) =>
      programPlan(await project({ ...files, ...more }), "^1.2.3");
    const afters = async (more: Readonly<Record<string, string>> = {}) =>
      Object.fromEntries((await planOf(more)).files.map(({ path, after }) => [path, after]));

    it("as a module, a line at the end, a dependency and a line in .gitignore", async () => {
      assert.deepEqual(await afters(), {
        "podshift.ts": MIGRATIONS_PROGRAM,
        "index.ts": `${PROGRAM}\nexport { migrations } from "./podshift";\n`,
        "package.json": '{\n    "name": "shop",\n    "dependencies": {\n        "podshift": "^1.2.3"\n    }\n}\n',
        ".gitignore": ".podshift/\n",
      });
    });

    it("beside the program, wherever that is", async () => {
      const there = await afters({ "Pulumi.yaml": `${PROJECT}main: infra\n`, "infra/index.ts": PROGRAM });
      assert.deepEqual(Object.keys(there), ["infra/podshift.ts", "infra/index.ts", "package.json", ".gitignore"]);
    });

    it("none the second time", async () => {
      const again = await planOf(await afters());
      assert.deepEqual(
        again.files.filter(({ before, after }) => before !== after),
        [],
      );
    });

    it("none for a program that takes podshift in by itself", async () => {
      const { files: changes } = await planOf({ "index.ts": `import { readMigrations } from "podshift";\n` });
      assert.deepEqual(
        changes.map(({ path }) => path),
        ["package.json", ".gitignore"],
      );
    });

    it("keeping the user's own version of the module, and no other file of its name", async () => {
      const own = `${MIGRATIONS_PROGRAM}// with a remark\n`;
      assert.equal((await afters({ "podshift.ts": own }))["podshift.ts"], own);
      await assert.rejects(planOf({ "podshift.ts": "export const pods = 4;\n" }), { code: "CONFIG_INVALID" });
    });

    it("and says what it leaves to the user, and why", async () => {
      const read = await project(files);
      for (const program of [undefined, "index.js", "gone.ts"]) {
        const plan = await programPlan({ ...read, program }, "^1.2.3");
        assert.deepEqual(
          plan.files.map(({ path }) => path),
          ["package.json", ".gitignore"],
        );
        assert.match(plan.byHand ?? "", /not found|not TypeScript|there is no/);
      }
    });

    it("and refuses a package.json that is none", async () => {
      const read = await project(files);
      put({ "package.json": '{"dependencies": []' });
      await assert.rejects(programPlan(read, "1"), { code: "CONFIG_INVALID" });
    });
  });

  describe("writes a new one", () => {
    it("whose files are all new, and whose stack file stands beside", async () => {
      const target = join(folder, "My Migrations");
      const made = await newProject(target, "^1.2.3");
      assert.ok(made.every(({ before }) => before === undefined));
      put(Object.fromEntries(made.map(({ path, after }) => [`My Migrations/${path}`, after])));
      const read = (await readProject(target)) ?? assert.fail("no project");
      assert.deepEqual([read.program, stackFileOf(read, "prod")], ["index.ts", "Pulumi.prod.yaml"]);
      assert.deepEqual(
        (await programPlan(read, "^1.2.3")).files.filter(({ before, after }) => before !== after),
        [],
      );
    });

    it("beside what a new repository holds, and over nothing", async () => {
      put({ "README.md": "# mine\n", ".gitignore": "*.log\nnode_modules\n" });
      const ignored = (await newProject(folder, "1")).find(({ path }) => path === ".gitignore");
      assert.equal(ignored?.after, "*.log\nnode_modules\nbin/\n.podshift/\n");
      put({ "package.json": "{}", "index.ts": "" });
      await assert.rejects(newProject(folder, "1"), (error: { code?: string; summary?: string }) => {
        assert.equal(error.code, "FILES_EXIST");
        assert.match(error.summary ?? "", /package\.json, index\.ts$/);
        return true;
      });
    });
  });

  it("puts into .gitignore what is not in it", async () => {
    put({ ".gitignore": "a\n/.podshift" });
    assert.equal((await ignoreChange(folder, [IGNORED])).after, "a\n/.podshift");
    assert.equal((await ignoreChange(folder, [IGNORED, "b/"])).after, "a\n/.podshift\nb/\n");
  });
});

describe("withImport", () => {
  for (const [what, source, line] of [
    ["exports nothing", "const a = 1;\n", 'export { migrations } from "./podshift";'],
    [
      "has the name already",
      "export const migrations = 1;\n",
      'export { migrations as podshiftMigrations } from "./podshift";',
    ],
    ["exports one value", "const migrations = {};\nexport = migrations;\n", 'import "./podshift";'],
    ["ends without a newline", "const a = 1;", 'export { migrations } from "./podshift";'],
  ] as const) {
    it(`adds one line to a program that ${what}, and it compiles`, () => {
      const after = withImport(source, false);
      assert.equal(after, `${source.trimEnd()}\n\n${line}\n`);
      const options = { module: ts.ModuleKind.CommonJS };
      assert.deepEqual(
        ts.transpileModule(after, { compilerOptions: options, reportDiagnostics: true }).diagnostics,
        [],
      );
      assert.equal(withImport(after, false), after);
    });
  }

  it("exports nothing beside a default export, which Pulumi would refuse in an ES module", () => {
    for (const source of ["export default async () => ({});\n", "const a = 1;\nexport { a as default };\n"]) {
      assert.equal(withImport(source, true), `${source}\nimport "./podshift.js";\n`);
    }
  });

  it("keeps the line ends that the program has", () => {
    assert.equal(
      withImport("const a = 1;\r\n", false),
      'const a = 1;\r\n\r\nexport { migrations } from "./podshift";\r\n',
    );
  });

  it("names the file as an ES module must", () => {
    const after = withImport("", true);
    assert.equal(after, '\nexport { migrations } from "./podshift.js";\n');
    assert.equal(withImport(after, true), after);
  });
});

describe("withDependency", () => {
  it("puts it where npm would, in the file's own indentation", () => {
    const before =
      '{\n\t"name": "shop",\n\t"dependencies": {\n\t\t"a": "1",\n\t\t"z": "2"\n\t},\n\t"private": true\n}\n';
    const after = before.replace('\t\t"z"', '\t\t"podshift": "^1",\n\t\t"z"');
    assert.equal(withDependency(before, "package.json", "^1"), after);
  });

  it("leaves a package.json alone that has it, and its order where that is the user's own", () => {
    for (const at of ["dependencies", "devDependencies"]) {
      const has = `{"${at}":   {"podshift": "file:x.tgz"}}`;
      assert.equal(withDependency(has, "package.json", "^1"), has);
    }
    const made = JSON.parse(withDependency('{"dependencies":{"b":"1","a":"1"}}', "package.json", "^1"));
    assert.deepEqual(Object.keys(made.dependencies), ["b", "a", "podshift"]);
  });

  for (const [what, before, after] of [
    [
      "a list on one line",
      '{\n  "files": ["a", "b"],\n  "dependencies": {\n    "a": "1"\n  }\n}\n',
      '{\n  "files": ["a", "b"],\n  "dependencies": {\n    "a": "1",\n    "podshift": "^1"\n  }\n}\n',
    ],
    [
      "no dependencies",
      '{\n  "name": "shop",\n  "files": ["a"]\n}\n',
      '{\n  "name": "shop",\n  "files": ["a"],\n  "dependencies": {\n    "podshift": "^1"\n  }\n}\n',
    ],
    [
      "empty dependencies and no newline at its end",
      '{\n  "dependencies": {},\n  "files": ["a"]\n}',
      '{\n  "dependencies": {\n    "podshift": "^1"\n  },\n  "files": ["a"]\n}',
    ],
    [
      "dependencies on one line",
      '{"dependencies": {"a": "1", "z": "2"}, "files": ["a"]}\n',
      '{"dependencies": {"a": "1", "podshift": "^1", "z": "2"}, "files": ["a"]}\n',
    ],
    [
      "line ends and the mark of Windows",
      '\uFEFF{\r\n\t"files": ["a"],\r\n\t"dependencies": {\r\n\t\t"z": "1"\r\n\t}\r\n}\r\n',
      '\uFEFF{\r\n\t"files": ["a"],\r\n\t"dependencies": {\r\n\t\t"podshift": "^1",\r\n\t\t"z": "1"\r\n\t}\r\n}\r\n',
    ],
  ] as const) {
    it(`leaves every other line as it is: ${what}`, () => {
      assert.equal(withDependency(before, "package.json", "^1"), after);
      assert.equal(withDependency(after, "package.json", "^1"), after);
    });
  }

  it("makes the file where there is none", () => {
    assert.deepEqual(JSON.parse(withDependency(undefined, "package.json", "^1")), { dependencies: { podshift: "^1" } });
  });
});

describe("projectName", () => {
  for (const [folder, name] of [
    ["/srv/My Migrations!", "my-migrations"],
    ["/srv/podshift", "podshift-stack"],
    ["/", "podshift-migrations"],
    ["/srv/--x", "x"],
  ] as const) {
    it(`of ${folder} is ${name}`, () => assert.equal(projectName(folder), name));
  }
});
