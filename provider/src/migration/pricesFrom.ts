import { readFile } from "node:fs/promises";
import { PodshiftError } from "../errors";
import { parsePrices } from "./cost/priceFile";
import type { PriceTable } from "./cost/prices";

/**
 * The price table with what a file has otherwise.
 *
 * @param path relative to the working directory: the project's folder
 * @throws CONFIG_INVALID when there is no such file, or it holds no prices
 */
export async function pricesFrom(path: string): Promise<PriceTable> {
  return parsePrices(await textOf(path), path);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new PodshiftError("CONFIG_INVALID", `the price file ${path} can't be read`, {
      next: "check `pricing.file` (relative to the project) or `--prices`",
      cause: error,
    });
  }
}
