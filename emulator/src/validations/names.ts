import { invalidControl } from "../errors.js";
import { NAME_LENGTH, TAG_KEY, TAG_VALUE } from "../limits.js";

/** Refuses a name that an index or a collection can't have. */
export function checkName(what: "Index" | "Collection", name: string): void {
  if (name.length < 1 || name.length > NAME_LENGTH) {
    throw invalidControl(`${what} name must be between 1 and ${NAME_LENGTH} characters long.`);
  }
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) {
    const rule =
      "must contain only lowercase alphanumeric characters or hyphens, and must not begin or end with a hyphen";
    throw invalidControl(`${what} name ${rule}.`);
  }
}

export function checkTags(tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) {
    if (!TAG_KEY.test(key)) throw invalidControl(`Tag key '${key}' is not valid.`);
    if (!TAG_VALUE.test(value)) throw invalidControl(`The value of tag '${key}' is not valid.`);
  }
}
