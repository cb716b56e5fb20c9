import type { RuleFacts } from "../finding";
import type { ManifestReader } from "./manifest";

/** Every kind of manifest and lockfile. */
export const MANIFEST_READERS: readonly ManifestReader[] = [];

/** The rules of all of them. */
export const MANIFEST_RULES: readonly RuleFacts[] = [];
