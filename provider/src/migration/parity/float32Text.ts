/** Digits that are read; those behind them only say between which two numbers a value lies. An integer of 30 bits holds them. */
const READ_DIGITS = 9;
/** Those that a double holds exactly, so that a division by them is rounded once. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const [COMMA, MINUS, POINT, ZERO, NINE] = [0x2c, 0x2d, 0x2e, 0x30, 0x39];
/** The longest number that is read; JavaScript writes 25 characters at most. */
const MOST_CHARACTERS = 64;

/**
 * Reads JSON numbers `0.1,0.2` into `into` as float32, and says how many they are; -1 for text of any other form, or too
 * many. They are the bits that `Math.fround(JSON.parse(...))` gives, in a fraction of the time: a float32 that is written
 * with all its digits is known by the first nine.
 */
export function readFloat32(json: Uint8Array, into: Float32Array): number {
  const length = json.length;
  let count = 0;
  for (let at = 0; at < length; count += 1) {
    if (count === into.length) return -1;
    const begin = at;
    const negative = json[at] === MINUS;
    if (negative) at += 1;
    let read = 0;
    let digits = 0;
    let more = false;
    let point = -1;
    let byte = 0;
    for (; at < length; at += 1) {
      byte = json[at] as number;
      if (byte >= ZERO && byte <= NINE) {
        if (digits < READ_DIGITS) {
          read = read * 10 + byte - ZERO;
          if (read > 0) digits += 1;
        } else {
          // Behind the point more digits don't change the scale.
          if (point < 0) break;
          more = true;
          point += 1;
        }
      } else if (byte === POINT && point < 0) point = at + 1;
      else break;
    }
    const scale = point < 0 ? 0 : at - point;
    const isPlain =
      (at === length || byte === COMMA) && at > begin + (negative ? 1 : 0) && scale < POWERS_OF_TEN.length;
    const power = POWERS_OF_TEN[scale] as number;
    let value = Math.fround(read / power);
    if (!isPlain || (more && Math.fround((read + 1) / power) !== value)) {
      while (at < length && json[at] !== COMMA) at += 1;
      value = slowly(json.subarray(begin, at));
      if (Number.isNaN(value)) return -1;
      into[count] = value;
    } else into[count] = negative ? -value : value;
    at += 1;
  }
  return json[length - 1] === COMMA ? -1 : count;
}

/** Exponents, large integers, numbers between two float32: rare. NaN for what is no number. */
function slowly(json: Uint8Array): number {
  if (json.length > MOST_CHARACTERS) return Number.NaN;
  try {
    const value: unknown = JSON.parse(String.fromCharCode(...json));
    return typeof value === "number" ? Math.fround(value) : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
