import { createTwoFilesPatch } from "diff";
import type { CorrectedFile } from "./correct";

/** A corrected file as a patch that `git apply` takes. */
export function patchOf({ path, before, after }: CorrectedFile): string {
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before.text, after.text, undefined, undefined, {
    context: 3,
    stripTrailingCr: false,
  });
  return patch.replace(/^=+\n/, "");
}
