import type { Finding } from "./preflight";

export interface CaptureFacts {
  readonly url: string;
  /** Writers whose leases move. */
  readonly live: number;
  /** The stack file says that it may be so. */
  readonly acknowledged: boolean;
}

const LINK = "https://docs.pinecone.io/guides/legacy/pod-based-indexes/migrate-a-pod-based-index-to-serverless";

/** A copy without capture lacks every write made since, and nobody would know which. */
export function captureFindings(capture: CaptureFacts | undefined): Finding[] {
  if (capture === undefined || capture.live > 0) return [];
  const fact = `no writer is alive at ${capture.url}: writes to the pod index are not recorded`;
  const remedy =
    "set `phase: capture` and run `pulumi up`, start your application with capture (docs/capture.md), then `copy`; if nothing writes now, add `acknowledge: [NO_LIVE_WRITER]`";
  return [{ code: "NO_LIVE_WRITER", severity: capture.acknowledged ? "warning" : "blocker", fact, remedy, link: LINK }];
}
