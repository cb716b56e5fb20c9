/** Chance of seeing no more differences than were seen, at the bound that is reported: 1 - 0.95. */
const CHANCE = 0.05;
/** Halvings of the interval in which the bound is looked for: 2^-52 is the last bit of a share. */
const HALVINGS = 52;

/**
 * The largest share of different records that so many found in a random sample leave possible, at 95 %: the exact
 * one-sided upper bound of Clopper and Pearson (Biometrika 26, 1934), for none found 1 - 0.05^(1/n), near 3/n.
 */
export function shareAtMost(found: number, compared: number): number {
  if (compared === 0 || found >= compared) return 1;
  if (found === 0) return 1 - CHANCE ** (1 / compared);
  let [low, high] = [found / compared, 1];
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (chanceOfAtMost(found, compared, middle) > CHANCE) low = middle;
    else high = middle;
  }
  return high;
}

/** The binomial distribution's chance of at most `found` in `n`, summed in logarithms: n may be millions. */
function chanceOfAtMost(found: number, n: number, share: number): number {
  let logTerm = n * Math.log1p(-share);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= found; k += 1) {
    logTerm += Math.log((n - k + 1) / k) + Math.log(share) - Math.log1p(-share);
    sum += Math.exp(logTerm);
  }
  return sum;
}
