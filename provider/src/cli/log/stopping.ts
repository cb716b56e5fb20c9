import { PodshiftError } from "../../errors";
import type { CliIo } from "../io";

/** Ends as asked, however deep in the work the stop was seen. */
export async function stoppable<T>({ signal }: CliIo, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new PodshiftError("STOPPED", "stopped as asked", { next: "run the same command again", cause: error });
  }
}
