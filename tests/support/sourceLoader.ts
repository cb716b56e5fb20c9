import { join } from "node:path";

/** Arguments with which Node runs TypeScript as it stands: first, so that the script follows. */
export const FROM_SOURCE: readonly string[] = ["-r", join(__dirname, "sourceLoader.cjs")];
