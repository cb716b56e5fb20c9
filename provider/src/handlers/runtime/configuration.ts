import { PodshiftError } from "../../errors";

/** What Pulumi hands to `configure`: the stack's configuration, by full key. */
export interface ConfigureRequest {
  readonly config: { get(key: string): string | undefined };
}

export interface Connection {
  readonly apiKey: string;
  readonly controllerHost: string | undefined;
}

interface Settings {
  readonly apiKey: string | undefined;
  readonly controllerHost: string | undefined;
}

let configured: Settings = { apiKey: undefined, controllerHost: undefined };

/** Takes the stack's configuration over. Synchronous on purpose: the next call may come before a promise would settle. */
export function configure(request: ConfigureRequest): void {
  // With this variable set the official client prints every request as a curl command, key included.
  delete process.env.PINECONE_DEBUG_CURL;
  configured = {
    apiKey: request.config.get("pinecone:apiKey"),
    controllerHost: request.config.get("pinecone:controllerHost"),
  };
}

/**
 * The key and the place to ask. The environment wins: refresh and destroy are given the configuration of the last
 * `pulumi up`, which may hold a key that was rotated since.
 *
 * @throws API_KEY_MISSING
 */
export function connection(): Connection {
  const apiKey = process.env.PINECONE_API_KEY || configured.apiKey;
  if (apiKey === undefined || apiKey === "") {
    throw new PodshiftError("API_KEY_MISSING", "there is no Pinecone API key", {
      next: "run `pulumi config set --secret pinecone:apiKey`, or set PINECONE_API_KEY",
    });
  }
  return { apiKey, controllerHost: process.env.PINECONE_CONTROLLER_HOST || configured.controllerHost };
}

/** Everything that must not be printed. */
export function secrets(): (string | undefined)[] {
  return [process.env.PINECONE_API_KEY, configured.apiKey];
}
