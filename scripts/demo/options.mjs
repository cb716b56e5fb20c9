import { parseArgs } from "node:util";

/** Words that the package of word vectors holds. */
export const ALL_WORDS = 341_479;
/** Fewer would leave a namespace nearly empty. */
const FEWEST = 1_000;
const DEFAULT_RECORDS = 20_000;

export const USAGE = `npm run demo                        moves a pod index of ${DEFAULT_RECORDS.toLocaleString("en-US")} word vectors to serverless, on this machine only
npm run demo -- --records 50000     with that many records (${FEWEST.toLocaleString("en-US")} to ${ALL_WORDS.toLocaleString("en-US")})
npm run demo -- --keep              leaves everything running at the end, and says how to go on by hand
npm run demo -- --end               ends what --keep left`;

/** The command line can't be read. */
export class OptionError extends Error {}

/**
 * @param {string[]} args
 * @returns {{records: number, keep: boolean, end: boolean, help: boolean}}
 */
export function readOptions(args) {
  const { records, ...flags } = parsed(args);
  if (flags.end && (flags.keep || records !== undefined)) throw new OptionError("--end goes with no other option");
  return { ...flags, records: records === undefined ? DEFAULT_RECORDS : readCount(records) };
}

function parsed(args) {
  const flag = { type: "boolean", default: false };
  try {
    return parseArgs({
      args,
      options: { records: { type: "string" }, keep: flag, end: flag, help: { ...flag, short: "h" } },
    }).values;
  } catch (error) {
    throw new OptionError(error.message);
  }
}

function readCount(text) {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= FEWEST && count <= ALL_WORDS) return count;
  throw new OptionError(`--records: expected a whole number from ${FEWEST} to ${ALL_WORDS}, got ${text}`);
}
