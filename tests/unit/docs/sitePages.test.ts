import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../support/docs/blocks";

interface Pages {
  pagesOf(root: string): { path: string; title: string; group: string }[];
}

const README = `# p
[assess](docs/phases/assess.md), then [copy](docs/phases/copy.md)

## Documentation

Begin: [A](docs/a.md) ·
[B](docs/b.md#part)

Look up: [C](docs/c.md) · the commands [y](docs/commands/y.md), [x](docs/commands/x.md)

## Licence
`;
const PATHS = ["a", "b", "c", "phases/assess", "phases/copy", "commands/x", "commands/y"];

describe("pages of the docs site", () => {
  let root: string;
  let pagesOf: Pages["pagesOf"];
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  before(async () => {
    const importModule = new Function("url", "return import(url)") as (url: string) => Promise<Pages>;
    ({ pagesOf } = await importModule(pathToFileURL(join(ROOT, "scripts/docs/pages.mjs")).href));
  });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "podshift-pages-"));
    put("README.md", README);
    for (const path of PATHS) put(`docs/${path}.md`, `# The \`${path}\` of [it](x.md)\n`);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("stand in the order of the README's list, phases and commands as groups of their own", () => {
    assert.deepEqual(
      pagesOf(root).map(({ path, group }) => `${group}: ${path}`),
      [
        "Begin: docs/a.md",
        "Begin: docs/b.md",
        "Phases: docs/phases/assess.md",
        "Phases: docs/phases/copy.md",
        "Look up: docs/c.md",
        "Commands: docs/commands/y.md",
        "Commands: docs/commands/x.md",
      ],
    );
    assert.equal(pagesOf(root)[0]?.title, "The a of it");
    put("SECURITY.md", "# Security\n");
    assert.deepEqual(pagesOf(root).at(-1), { path: "SECURITY.md", title: "Security", group: "Commands" });
  });

  it("are all there are, and no other", () => {
    put("docs/lost.md", "# Lost\n");
    assert.throws(() => pagesOf(root), /doesn't name docs\/lost\.md/);
    rmSync(join(root, "docs/lost.md"));
    rmSync(join(root, "docs/a.md"));
    assert.throws(() => pagesOf(root), /ENOENT|isn't there/);
  });

  it("are the ones of this repository", () => {
    const [first] = pagesOf(ROOT);
    assert.equal(first?.path, "docs/getting-started.md");
  });
});
