import * as v from "valibot";
import { PodshiftError } from "../../errors";
import { type AssessmentRead, assessmentsSchema } from "../assessmentSchema";
import { parseJson, problem } from "./preview";

/**
 * Reads what `podshift assess --json` prints.
 *
 * @throws REVIEW_INPUT_INVALID
 */
export function parseAssessments(json: string, file: string): AssessmentRead[] {
  const read = v.safeParse(assessmentsSchema, parseJson(json, file, "podshift assess --json"));
  if (read.success) return read.output.assessments;
  throw new PodshiftError(
    "REVIEW_INPUT_INVALID",
    `${file} is not what \`podshift assess --json\` prints: ${problem(read.issues[0])}`,
    { next: "write it anew: `podshift assess --json > assess.json`, by the same version of podshift" },
  );
}
