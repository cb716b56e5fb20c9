import { PodshiftError, stopped } from "../../errors";

export interface Choice<T> {
  readonly name: string;
  readonly value: T;
}

/** Asks a person. Tests answer in their place. */
export interface Questions {
  select<T>(message: string, choices: readonly Choice<T>[], proposed: T | undefined): Promise<T>;
  /** @param problem why an answer won't do, or undefined when it does */
  input(
    message: string,
    proposed: string | undefined,
    problem: (answer: string) => string | undefined,
  ): Promise<string>;
  confirm(message: string): Promise<boolean>;
}

interface Streams {
  readonly input?: NodeJS.ReadableStream;
  readonly output?: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/**
 * Questions on the terminal, shown beside progress on stderr: stdout stays for results.
 *
 * @throws STOPPED at Ctrl-C
 */
export function terminalQuestions({ signal, input = process.stdin, output = process.stderr }: Streams): Questions {
  const at = { signal, input, output };
  return {
    select: (message, choices, proposed) =>
      asked(async ({ select }) =>
        select({ message, choices, ...(proposed === undefined ? {} : { default: proposed }) }, at),
      ),
    input: (message, proposed, problem) =>
      asked(async ({ input: ask }) => {
        const validate = (answer: string) => problem(answer) ?? true;
        return ask({ message, validate, required: true, ...(proposed === undefined ? {} : { default: proposed }) }, at);
      }),
    confirm: (message) => asked(async ({ confirm }) => confirm({ message, default: true }, at)),
  };
}

/** Loaded when first needed: every other command starts without it. */
async function asked<T>(ask: (prompts: typeof import("@inquirer/prompts")) => Promise<T>): Promise<T> {
  try {
    return await ask(await import("@inquirer/prompts"));
  } catch (error) {
    const { name } = error as Error;
    if (name === "ExitPromptError" || name === "AbortPromptError") throw nothingWritten(error);
    throw error;
  }
}

function nothingWritten(cause: unknown): PodshiftError {
  return new PodshiftError(stopped().code, "stopped as asked; nothing was written", {
    next: "`podshift init` asks again",
    cause,
  });
}
