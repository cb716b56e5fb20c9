import type { CodeRule } from "../../rule";
import { type Call, callsOn, found } from "../typed/calls";
import { CLIENTS } from "./dataTypes";
import type { JavaNames } from "./names";

const SPECS = new Set(["pinecone.CreateIndexRequestSpecPod", "pinecone.PodSpec"]);

export const CREATE_FROM_COLLECTION: CodeRule<JavaNames | undefined> = {
  id: "java/create-from-collection",
  level: "warning",
  step: "adapt-code",
  title: "Pod index from a collection",
  help:
    "A collection is made of a pod index only; a serverless index is kept by backups (`createBackup`, " +
    "`createIndexFromBackup`, since 5.0.0). The Java client's `createServerlessIndex` takes no collection: podshift creates " +
    "the serverless index from it. Source: pinecone-java-client's CHANGELOG and sources at 6.2.0.",
  *find(_file, names) {
    if (names === undefined) return;
    const set = callsOn(names.calls, SPECS, new Set(["sourceCollection", "setSourceCollection"]));
    const created = callsOn(names.calls, CLIENTS, new Set(["createPodsIndex"])).filter((call) =>
      hasCollection(call, names),
    );
    const message = "This restores a pod index from a collection, which serverless indexes can't be saved to";
    for (const { nameNode } of [...set, ...created])
      yield found(nameNode, message, "Restore from a backup after the cutover");
  },
};

/** By the overloads: a String after the metric, or the second last of all the arguments there are. */
function hasCollection({ args }: Call, names: JavaNames): boolean {
  const at = args.length >= 10 ? args[9] : args.length === 6 ? args[5] : undefined;
  return at !== undefined && names.typeOf(at) === "String";
}
