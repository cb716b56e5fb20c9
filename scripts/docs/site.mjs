import { join } from "node:path";
import { Application, ConsoleLogger, Converter, LogLevel, TSConfigReader, TypeDocReader } from "typedoc";
import { asOnGitHub } from "./markdown.mjs";
import { leadsToFolder, pagesOf } from "./pages.mjs";
import { routerOf } from "./router.mjs";

/** Groups of an entry's own page, and of the entries. */
const REFERENCE = ["Reference", "Classes", "Functions", "Interfaces", "Type Aliases", "Variables"];

/**
 * TypeDoc's own, but for two: a type that is inferred from a schema has each comment twice, at the same place; and the
 * parts of a type that is written in place are told of by its property's comment.
 */
const NOT_TOLD = /has multiple declarations with a comment|\.__type\.\S+ \(Property\)/;

class Warnings extends ConsoleLogger {
  warn(text, ...place) {
    if (!NOT_TOLD.test(text)) super.warn(text, ...place);
  }
}

/**
 * Builds the site: README and docs/ as pages, the reference from doc comments. Settings: typedoc.json.
 * @param {string} root
 * @param {string} out folder of the site; emptied first
 * @returns {Promise<number>} how many warnings and errors there were; each was printed
 */
export async function buildSite(root, out) {
  const pages = pagesOf(root);
  const app = await Application.bootstrap(
    {
      options: join(root, "typedoc.json"),
      projectDocuments: pages.map(({ path }) => join(root, path)),
      out,
      cleanOutputDir: true,
      router: "podshift",
      groupOrder: [...new Set(pages.map(({ group }) => group)), ...REFERENCE, "*"],
    },
    [new TypeDocReader(), new TSConfigReader()],
  );
  app.logger = new Warnings();
  app.logger.level = LogLevel.Warn;
  const paths = new Map();
  app.options.setValue("markdownItLoader", asOnGitHub);
  app.renderer.defineRouter("podshift", routerOf(paths));
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const page = pages.find(({ path }) => path === `${document.name}.md`);
    if (page === undefined) throw new Error(`${document.name} is no page of the README's list`);
    paths.set(document, page.path);
    document.name = page.title;
    document.frontmatter.group = page.group;
    withoutFolderLinks(document.content, (target) => leadsToFolder(root, page.path, target));
  });
  const project = await app.convert();
  if (project === undefined) throw new Error("the site was not built");
  app.validate(project);
  await app.generateOutputs(project);
  return app.logger.errorCount + app.logger.warningCount;
}

/** Links to folders of the repository stay as words: the site has no such page. */
function withoutFolderLinks(parts, isFolder) {
  for (const [at, part] of parts.entries()) {
    const [before, after] = [parts[at - 1], parts[at + 1]];
    if (part.kind !== "relative-link" || !isFolder(part.text)) continue;
    before.text = before.text.replace(/\[([^[\]]*)\]\($/, "$1");
    part.kind = "text";
    part.text = "";
    after.text = after.text.replace(/^\)/, "");
  }
}
