import { PodshiftError } from "../errors";
import { connect } from "../pinecone/client";
import type { PineconeClient } from "../pinecone/types";
import type { CliIo } from "./io";

/**
 * The service, by the key of the environment. A key is never an argument: arguments show in the process list.
 *
 * @throws API_KEY_MISSING
 */
export function connected({ env, signal }: CliIo): PineconeClient {
  const apiKey = env.PINECONE_API_KEY;
  if (apiKey === undefined || apiKey === "") {
    throw new PodshiftError("API_KEY_MISSING", "there is no Pinecone API key", {
      next: "`export PINECONE_API_KEY=...`, a key of the project that holds the pod index; the stack's own: `pulumi config get pinecone:apiKey --stack <stack>`",
    });
  }
  return connect({ apiKey, controllerHost: env.PINECONE_CONTROLLER_HOST, signal });
}
