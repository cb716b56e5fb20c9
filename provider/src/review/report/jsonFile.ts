import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { PodshiftError } from "../../errors";

/** A file that somebody handed over, and how it is made anew. */
export interface NamedFile {
  readonly path: string;
  /** What it should be, for people: "a parity report". */
  readonly what: string;
  /** What to do when it isn't. */
  readonly next: string;
}

type Schema = v.GenericSchema<unknown>;

/**
 * Reads a file as JSON of a certain shape; undefined when there is no such file.
 *
 * @throws INPUT_FILE_INVALID
 */
async function readJsonFile<S extends Schema>(file: NamedFile, schema: S): Promise<v.InferOutput<S> | undefined> {
  const text = await textOf(file);
  if (text === undefined) return undefined;
  const read = v.safeParse(schema, parsed(file, text));
  if (read.success) return read.output;
  const issue = read.issues[0];
  const place = v.getDotPath(issue as v.BaseIssue<unknown>) ?? "its top";
  throw invalid(file, `at ${place}: ${issue?.message ?? "another shape"}`);
}

/** @throws INPUT_FILE_INVALID when it is missing, too */
export async function readGivenJsonFile<S extends Schema>(file: NamedFile, schema: S): Promise<v.InferOutput<S>> {
  const found = await readJsonFile(file, schema);
  if (found === undefined) throw invalid(file, "there is no such file");
  return found;
}

async function textOf(file: NamedFile): Promise<string | undefined> {
  try {
    return await readFile(file.path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw invalid(file, `it can't be read: ${(error as NodeJS.ErrnoException).code ?? "no reason was given"}`, error);
  }
}

function parsed(file: NamedFile, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(file, "it is no JSON", error);
  }
}

function invalid({ path, what, next }: NamedFile, why: string, cause?: unknown): PodshiftError {
  return new PodshiftError("INPUT_FILE_INVALID", `${path} is not ${what}: ${why}`, {
    facts: { path },
    next,
    ...(cause === undefined ? {} : { cause }),
  });
}
