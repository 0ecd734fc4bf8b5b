/**
 * @file A small seeded generator of pseudo-random numbers that gives the same sequence everywhere.
 * Not for keys, nonces or anything else that must not be guessed.
 */

/** Draws a number in [0, 1). */
export type Rng = () => number;

/**
 * sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32 so that neighbouring seeds do not resemble each
 * other. Its period is at least 2³².
 *
 * @param seed - Only its lowest 32 bits count.
 */
export function createRng(seed: number): Rng {
  let mixed = seed | 0;
  const mix = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = mixed ^ (mixed >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let a = mix();
  let b = mix();
  let c = mix();
  let counter = mix();
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4294967296;
  };
}

/**
 * A whole number from `minimum` to `maximum`, both included.
 *
 * @throws RangeError when the bounds are not whole numbers in order.
 */
export function randomInteger(rng: Rng, minimum: number, maximum: number): number {
  if (!Number.isInteger(minimum) || !Number.isInteger(maximum) || maximum < minimum) {
    throw new RangeError(
      `Bounds of a random integer must be whole and in order, got ${minimum} and ${maximum}.`,
    );
  }
  return minimum + Math.floor(rng() * (maximum - minimum + 1));
}

/** A number of the normal distribution with mean 0 and standard deviation 1 (Box–Muller). */
export function randomGaussian(rng: Rng): number {
  // 1 − u lies in (0, 1], which keeps the logarithm finite.
  return Math.sqrt(-2 * Math.log(1 - rng())) * Math.cos(2 * Math.PI * rng());
}

/** A new array of the same items in random order (Fisher–Yates); `items` stays as it is. */
export function shuffled<T>(rng: Rng, items: readonly T[]): T[] {
  const result = items.slice();
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = randomInteger(rng, 0, last);
    [result[last], result[other]] = [result[other], result[last]];
  }
  return result;
}
