/** @file IEEE 754 half precision (binary16): 1 sign, 5 exponent and 10 fraction bits, kept as 16-bit integers. */

/** Largest finite half-precision number; what rounds beyond it becomes infinite. */
export const LARGEST_HALF = 65504;

const scratch = new DataView(new ArrayBuffer(4));

/** @returns The nearest half-precision number's bits; ties go to the even one. */
export function toHalfBits(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return sign | 0x7e00;
  // Halfway between the largest number and the next power of two, which the format does not have.
  if (size >= 65520) return sign | 0x7c00;
  // Below 2⁻¹⁴ numbers are multiples of 2⁻²⁴, and the count of them is the fraction.
  if (size < 2 ** -14) return sign | roundHalfToEven(size * 2 ** 24);
  const rest = bits & 0x1fff;
  const kept = ((bits & 0x7fffffff) - (112 << 23)) >>> 13;
  const up = rest > 0x1000 || (rest === 0x1000 && (kept & 1) === 1);
  // A carry out of the fraction raises the exponent, as it should.
  return sign | (kept + Number(up));
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return floor + Number(rest > 0.5 || (rest === 0.5 && floor % 2 === 1));
}

/** @returns The number that the bits stand for; exact. */
export function fromHalfBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
