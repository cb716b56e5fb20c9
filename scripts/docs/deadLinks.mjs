import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { inflateSync } from "node:zlib";

/**
 * Every link in a built site that leads nowhere: to no file, to no place in it, out of the site, or with an address of
 * no known kind. Links to other hosts are looked at, and not asked.
 * @param {string} site
 * @returns {{pages: number, links: number, dead: {page: string, target: string, why: string}[]}}
 */
export function deadLinks(site) {
  const places = new Map();
  const pages = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));
  const found = [...pages.flatMap((page) => linksOf(site, page)), ...navigationOf(site)];
  const dead = found.flatMap(({ page, target }) => {
    const why = whyDead(site, page, target, places);
    return why === undefined ? [] : [{ page, target, why }];
  });
  return { pages: pages.length, links: found.length, dead };
}

function linksOf(site, page) {
  const html = readFileSync(join(site, page), "utf8");
  return [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, target]) => ({ page, target: decode(target) }));
}

/** The navigation is no HTML: a compressed list that each page loads. */
function navigationOf(site) {
  const [, packed] = /navigationData = "([^"]+)"/.exec(readFileSync(join(site, "assets/navigation.js"), "utf8")) ?? [];
  const paths = [];
  JSON.parse(inflateSync(Buffer.from(packed, "base64")).toString(), (key, value) => {
    if (key === "path" && typeof value === "string") paths.push(value);
    return value;
  });
  if (paths.length === 0) throw new Error("the site's navigation has no links");
  return paths.map((target) => ({ page: "navigation", target }));
}

function whyDead(site, page, target, places) {
  if (/^(https?|mailto):/.test(target)) return wellFormed(target) ? undefined : "no address";
  if (/^[a-z]+:/i.test(target)) return "no kind of address that belongs here";
  const [path, anchor] = target.split("#");
  const file = path === "" ? join(site, page) : resolve(site, dirname(page), decodeURIComponent(path));
  if (relative(site, file).startsWith("..")) return "out of the site";
  const found = existsSync(file) && statSync(file).isDirectory() ? join(file, "index.html") : file;
  if (!existsSync(found)) return "no such file";
  if (anchor === undefined || anchor === "" || !found.endsWith(".html")) return undefined;
  return placesOf(found, places).has(decodeURIComponent(anchor)) ? undefined : "no such place in the page";
}

function wellFormed(target) {
  return URL.canParse(target) && !/\s/.test(target);
}

function placesOf(file, places) {
  const known =
    places.get(file) ??
    new Set([...readFileSync(file, "utf8").matchAll(/\sid="([^"]*)"/g)].map(([, id]) => decode(id)));
  places.set(file, known);
  return known;
}

function decode(text) {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
