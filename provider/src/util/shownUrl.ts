/** Values that options of a URL may have, and that are no secret then. */
const PLAIN: Readonly<Record<string, RegExp>> = {
  region: /^[a-z0-9-]{1,25}$/,
  endpoint: /^https?:\/\/[\w.:-]+\/?$/,
  gather: /^\d{1,6}$/,
};

/**
 * A URL that was refused, as it may be shown: whoever wrote credentials into it, wherever, is told so without their being
 * printed. A secret key of AWS may hold "/", so all that stands before the last "@" is hidden.
 */
export function shownUrl(url: string): string {
  const shown = url.replace(/(?<=\/\/).*(@|%40)/is, "***@").replace(/#.*$/s, "#***");
  const [place = "", ...query] = shown.split("?");
  if (query.length === 0) return shown;
  return `${place}?${query.join("?").split("&").map(shownOption).join("&")}`;
}

/** A name as it may be shown: secrets have digits, or are longer. */
export function shownName(name: string): string {
  return /^[A-Za-z_-]{1,30}$/.test(name) ? name : "***";
}

function shownOption(option: string): string {
  const at = option.indexOf("=");
  if (at === -1) return shownName(option);
  const [name, value] = [option.slice(0, at), option.slice(at + 1)];
  return `${shownName(name)}=${PLAIN[name]?.test(value) === true ? value : "***"}`;
}
