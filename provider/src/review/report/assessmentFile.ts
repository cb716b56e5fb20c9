import type { Assessments } from "../../migration/assessment";
import { assessmentsSchema } from "../assessmentSchema";
import { readGivenJsonFile } from "./jsonFile";

/**
 * What `podshift assess --json` printed into a file.
 *
 * @throws INPUT_FILE_INVALID
 */
export async function readAssessments(path: string): Promise<Assessments> {
  const file = {
    path,
    what: "what `podshift assess --json` prints",
    next: "run `podshift assess --json > assess.json` with this version of podshift",
  };
  return (await readGivenJsonFile(file, assessmentsSchema)) as Assessments;
}
