import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { told } from "./violation";

interface Config {
  readonly allowed?: readonly string[];
}

/** What keys of today begin with. Older ones are UUIDs, which many harmless things are: those are known by the environment only. */
const LOOKS_LIKE_KEY = /\bpcsk[_-][\w-]{8,}/;
/** A key shorter than this would be found in any text. */
const SHORTEST_KEY = 8;
/**
 * Where a key may stand. The stack's configuration reaches policies as properties of Pulumi's default providers, secrets
 * laid open, so a secret `pinecone:apiKey` can't be told from a plain one.
 */
const DEFAULT_ALLOWED = ["pulumi:providers:pulumi-nodejs#pinecone:apiKey", "pulumi:providers:pinecone#apiKey"];
const STACK_TYPE = "pulumi:pulumi:Stack";

/** The key of the Pinecone project stands in no input, no configuration and no stack output. Its value is never printed. */
export function noPlaintextKey(env: NodeJS.ProcessEnv = process.env): ResourceValidationPolicy & StackValidationPolicy {
  return {
    name: "no-plaintext-key",
    description: "No input, configuration or stack output holds a Pinecone API key.",
    enforcementLevel: "mandatory",
    severity: "critical",
    remediationSteps:
      "Take it out, make a new key, and give that by PINECONE_API_KEY or `pulumi config set --secret pinecone:apiKey`.",
    configSchema: {
      properties: {
        allowed: {
          type: "array",
          items: { type: "string" },
          default: DEFAULT_ALLOWED,
          description: "Inputs that may hold a key, as `type#input`: a secrets manager's, say.",
        },
      },
    },
    validateResource: ({ type, props, getConfig }, report) => {
      const { allowed = DEFAULT_ALLOWED } = getConfig<Config>();
      for (const path of pathsOfKeys(props, env)) {
        if (!allowed.some((each) => each === `${type}#${path}`)) report(plaintext(`input ${path} of a ${type}`));
      }
    },
    // Of the stack only: what other resources have as outputs is their provider's business.
    validateStack: ({ resources }, report) => {
      for (const { props, urn } of resources.filter(({ type }) => type === STACK_TYPE)) {
        for (const path of pathsOfKeys(props, env)) report(plaintext(`stack output ${path}`), urn);
      }
    },
  };
}

/** Where keys stand, such as `spec.tags.key` or `list.0`. A name that is a key itself is not repeated. */
function pathsOfKeys(value: unknown, env: NodeJS.ProcessEnv, path: readonly string[] = []): string[] {
  if (typeof value === "string") return holdsKey(value, env) ? [path.join(".")] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((name) => {
    const step = holdsKey(name, env) ? "(a key)" : name;
    const here = step === name ? [] : [[...path, step].join(".")];
    return [...here, ...pathsOfKeys(readable(value, name), env, [...path, step])];
  });
}

function holdsKey(text: string, { PINECONE_API_KEY = "" }: NodeJS.ProcessEnv): boolean {
  // The space around it, such as a file's line break, is no part of the key: it is sent without.
  const key = PINECONE_API_KEY.trim();
  return LOOKS_LIKE_KEY.test(text) || (key.length >= SHORTEST_KEY && text.includes(key));
}

/** In a preview a value that isn't known yet throws when it is read: then there is nothing to look at. */
function readable(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

function plaintext(where: string): string {
  return told({
    code: "KEY_IN_PLAIN_TEXT",
    fact: `${where} holds a Pinecone API key`,
    next: "take it out and make a new key: this one may be in states and logs; give it by PINECONE_API_KEY",
  });
}
