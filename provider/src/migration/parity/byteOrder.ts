/** Orders strings as the service does: by the bytes of their UTF-8, which is the order of their code points. */
export function compareByBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one !== other) return inByteOrder(one) - inByteOrder(other);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points behind all others, but are not the largest code units. */
function inByteOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
