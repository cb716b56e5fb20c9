import { KindRouter, Slugger } from "typedoc";

/** Anchors as GitHub makes them of headings: a link works there and in the site. */
class HeadingSlugger extends Slugger {
  serialize(value) {
    return value
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replace(/ /g, "-");
  }
}

/**
 * Where pages stand: a page of docs/ as it stands there, the reference under api/.
 * @param {Map<object, string>} paths file of each document
 */
export function routerOf(paths) {
  return class extends KindRouter {
    getIdealBaseName(reflection) {
      const path = paths.get(reflection);
      if (path === undefined) return `api/${super.getIdealBaseName(reflection)}`;
      return path.replace(/^docs\//, "").replace(/\.md$/, "");
    }

    buildPages(project) {
      const pages = super.buildPages(project);
      for (const document of [project, ...paths.keys()]) {
        this.sluggers.set(document, new HeadingSlugger(this.sluggerConfiguration));
      }
      return pages;
    }
  };
}
