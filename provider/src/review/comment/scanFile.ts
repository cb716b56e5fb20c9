import * as v from "valibot";
import { PodshiftError } from "../../errors";
import { type ScanRead, scanSchema } from "../scanSchema";
import { parseJson, problem } from "./preview";

/**
 * Reads what `podshift scan --json` prints.
 *
 * @throws REVIEW_INPUT_INVALID
 */
export function parseScan(json: string, file: string): ScanRead {
  const read = v.safeParse(scanSchema, parseJson(json, file, "podshift scan --json"));
  if (read.success) return read.output;
  throw new PodshiftError(
    "REVIEW_INPUT_INVALID",
    `${file} is not what \`podshift scan --json\` prints: ${problem(read.issues[0])}`,
    { next: "write it anew: `podshift scan --json > scan.json`, by the same version of podshift" },
  );
}
