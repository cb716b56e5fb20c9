import type { Kind } from "../tokens";
import { activeIndex } from "./activeIndex";
import { collection } from "./collection";
import { parityCheck } from "./parityCheck";
import { podIndex } from "./podIndex";
import { podRetirement } from "./podRetirement";
import { preflight } from "./preflight";
import { type ConfigureRequest, configure as configureConnection } from "./runtime/configuration";
import { define, type PulumiHandler } from "./runtime/define";
import { joinEngine } from "./runtime/process";
import { serverlessIndex } from "./serverlessIndex";

/** Called by Pulumi once a kind and a process, before anything else. */
export function configure(request: ConfigureRequest): void {
  configureConnection(request);
  joinEngine(process.argv[2]);
}

/** Every handler by its kind. States of old versions call these by name: a kind that is missing fails loudly. */
export const handlers: Readonly<Record<Kind, PulumiHandler>> = {
  Preflight: define(preflight),
  PodIndex: define(podIndex),
  Collection: define(collection),
  ServerlessIndex: define(serverlessIndex),
  ParityCheck: define(parityCheck),
  ActiveIndex: define(activeIndex),
  PodRetirement: define(podRetirement),
};
