import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inflateSync } from "node:zlib";
import { pages, ROOT } from "../../support/docs/blocks";

interface Links {
  deadLinks(site: string): { pages: number; links: number; dead: { page: string; target: string; why: string }[] };
}

/** Loads an ES module of scripts/: ts-node would turn a plain import() into require(). */
function load<T>(file: string): Promise<T> {
  const importModule = new Function("url", "return import(url)") as (url: string) => Promise<T>;
  return importModule(pathToFileURL(join(ROOT, "scripts", file)).href);
}

describe("the docs site has no dead link", function () {
  this.timeout(300_000);
  const site = mkdtempSync(join(tmpdir(), "podshift-site-"));
  const read = (file: string) => readFileSync(join(site, file), "utf8");

  before(() => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/docs.mjs"), site], {
      encoding: "utf8",
      env: { ...process.env, NODE_V8_COVERAGE: "" },
    });
    assert.equal(status, 0, `${stdout}${stderr}`);
    assert.match(stdout, /, 0 dead, 0 warnings and errors/);
  });

  after(() => rmSync(site, { recursive: true, force: true }));

  it("and every page of docs/ in its navigation, in the README's order, with the reference behind", () => {
    const [, packed = ""] = /navigationData = "([^"]+)"/.exec(read("assets/navigation.js")) ?? [];
    const paths: string[] = [];
    JSON.parse(inflateSync(Buffer.from(packed, "base64")).toString(), (key, value) => {
      if (key === "path") paths.push(value);
      return value;
    });
    const wanted = pages().filter((page) => page.startsWith("docs/"));
    for (const page of wanted) assert.ok(paths.includes(page.replace(/^docs\/(.*)\.md$/, "$1.html")), page);
    const order = ["getting-started.html", "phases/assess.html", "phases/retire.html", "commands/init.html"];
    const places = [...order, "api/modules/podshift.html"].map((path) => paths.indexOf(path));
    assert.deepEqual(
      [...places].sort((a, b) => a - b),
      places,
    );
  });

  it("and the reference of every entry that a program may import", () => {
    for (const [folder, name] of [
      ["provider", "podshift"],
      ["emulator", "pinecone-emulator"],
    ] as const) {
      const { exports } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
      // What a stack's state calls, and the file that npm reads, are no entries for people.
      const entries = Object.keys(exports).filter((entry) => !["./handlers", "./package.json"].includes(entry));
      for (const entry of entries) {
        const module = join(name, entry).replaceAll("/", "_");
        assert.ok(existsSync(join(site, `api/modules/${module}.html`)), module);
      }
    }
    assert.match(read("api/functions/podshift_capture.captureWrites.html"), /Parameters/);
  });

  it("and figures, and the anchors that GitHub makes", () => {
    assert.match(read("architecture.html"), /<img src="media\/architecture\.svg"/);
    assert.match(read("configuration.html"), /id="podshiftmigrations"/);
    assert.match(read("interrupted.html"), /id="two-ctrl-c-kill--9-a-lost-connection-a-machine-that-went-away"/);
    assert.doesNotMatch(read("configuration.html"), /href="[^"]*\.md[#"]/);
  });

  it("by a check that finds each kind of dead link", async () => {
    const { deadLinks } = await load<Links>("docs/deadLinks.mjs");
    const planted = [
      "nowhere.html",
      "configuration.html#nowhere",
      "../out.html",
      "https://a b",
      "javascript:x",
      "#gone",
    ];
    const links = planted.map((target) => `<a href="${target}">x</a>`).join("");
    writeFileSync(join(site, "planted.html"), `<p id="here">${links}<a href="#here">x</a><img src="gone.svg"></p>`);
    const { dead } = deadLinks(site);
    assert.deepEqual(dead.map(({ target }) => target).sort(), [...planted, "gone.svg"].sort());
    assert.ok(dead.every(({ page }) => page === "planted.html"));
    assert.ok(readdirSync(join(site, "commands")).length > 8);
  });
});
