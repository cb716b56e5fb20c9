import type { Kind } from "../tokens";
import { activeIndex } from "./activeIndex";
import { catchUp } from "./catchUp";
import { collection } from "./collection";
import { parityCheck } from "./parityCheck";
import { podIndex } from "./podIndex";
import { podRetirement } from "./podRetirement";
import { preflight } from "./preflight";
import { type ConfigureRequest, configure as configureConnection } from "./runtime/configuration";
import { define, type PulumiHandler } from "./runtime/define";
import { joinEngine } from "./runtime/process";
import { serverlessIndex } from "./serverlessIndex";
import { writeLog } from "./writeLog";

/** Called by Pulumi once a kind and a process, before anything else. */
function configure(request: ConfigureRequest): void {
  configureConnection(request);
  joinEngine(process.argv[2]);
}

/** What Pulumi's dynamic provider runs: a handler, and how it learns of the configuration. */
export type Provider = PulumiHandler & { configure(request: ConfigureRequest): void };

/** Called by the text in a stack's state, of any version. Pulumi takes a missing method for "nothing to do". */
export function providerOf(kind: string): Provider {
  const handler = Object.hasOwn(handlers, kind) ? handlers[kind as Kind] : undefined;
  if (handler === undefined) throw new Error(`this version of podshift has no ${kind}; was it made by a later one?`);
  return { configure, ...handler };
}

/** Every handler by its kind. */
const handlers: Readonly<Record<Kind, PulumiHandler>> = {
  Preflight: define(preflight),
  PodIndex: define(podIndex),
  WriteLog: define(writeLog),
  Collection: define(collection),
  ServerlessIndex: define(serverlessIndex),
  CatchUp: define(catchUp),
  ParityCheck: define(parityCheck),
  ActiveIndex: define(activeIndex),
  PodRetirement: define(podRetirement),
};
