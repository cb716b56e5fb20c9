import type { RuleFacts } from "../../../finding";

export const JAVASCRIPT_SDK_UNOFFICIAL: RuleFacts = {
  id: "javascript/sdk-unofficial",
  level: "note",
  step: "repoint",
  title: "Unofficial Node client, which names the index by its address",
  help:
    "npm's `pinecone-client` is not the vendor's: it reaches one index by the `baseUrl` (or `PINECONE_BASE_URL`) it is given " +
    "(its README at 2.0.0, read 2026-11-23), which is the pod index's until it is changed. The scanner doesn't read code that " +
    "uses it, and `captureWrites` takes the official client only: send its writes through `podshift proxy`.",
};
