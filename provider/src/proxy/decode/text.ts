/** Strict: bytes that aren't UTF-8 would be logged as other ids than those that are sent. */
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Undefined when the bytes aren't UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return DECODER.decode(bytes);
  } catch {
    return undefined;
  }
}
