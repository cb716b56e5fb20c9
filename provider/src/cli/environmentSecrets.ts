import { scrub } from "../util/scrub";
import type { CliIo } from "./io";

/** Pulumi masks the secrets that it knows, GitHub those in a job's log; in a comment neither does. */
const SECRETS = [
  "PINECONE_API_KEY",
  "PULUMI_ACCESS_TOKEN",
  "PULUMI_CONFIG_PASSPHRASE",
  "GITHUB_TOKEN",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
] as const;

/** A shorter one, such as an emulator's, is in too many words. */
const SHORTEST = 8;

/** What says which resource it is: a key of the emulator's that is a part of it must not hide a deletion. */
const LEFT: ReadonlySet<string> = new Set(["op", "urn", "type", "parent", "provider"]);

/** A text without the secrets that the environment holds. */
export function withoutSecrets(text: string, env: CliIo["env"]): string {
  const secrets = SECRETS.map((name) => env[name]).filter((secret) => (secret?.length ?? 0) >= SHORTEST);
  return scrub(text, secrets);
}

/**
 * JSON whose texts hold none of them: taken out before anything is cut or escaped, when it could no longer be known.
 * What is no JSON stays as it is: its reader refuses it.
 */
export function jsonWithoutSecrets(json: string, env: CliIo["env"]): string {
  try {
    return JSON.stringify(
      JSON.parse(json, (key, value: unknown) =>
        typeof value === "string" && !LEFT.has(key) ? withoutSecrets(value, env) : value,
      ),
    );
  } catch {
    return json;
  }
}
