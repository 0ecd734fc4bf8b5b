/** @file Half-precision numbers (IEEE 754 binary16), which a DataView of all supported browsers cannot write yet. */

const FLOAT = new Float32Array(1);
const BITS = new Uint32Array(FLOAT.buffer);

/** To the nearest, ties to even. What is too large becomes infinite. */
export function toFloat16(value: number): number {
  FLOAT[0] = value;
  const bits = BITS[0];
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000)
    return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  // Adding 0.5 rounds to multiples of 2⁻²⁴, the least that a half can hold.
  FLOAT[0] = Math.abs(value) + 0.5;
  return sign | (BITS[0] - 0x3f000000);
}

export function fromFloat16(half: number): number {
  const magnitude = half & 0x7fff;
  // Most numbers are neither near zero nor infinite: their exponent moves, and no arithmetic is needed.
  if (magnitude >= 0x0400 && magnitude < 0x7c00) {
    BITS[0] = ((half & 0x8000) << 16) | ((magnitude << 13) + 0x38000000);
    return FLOAT[0];
  }
  const sign = half & 0x8000 ? -1 : 1;
  if (magnitude < 0x0400) return sign * magnitude * 2 ** -24;
  return magnitude === 0x7c00 ? sign * Infinity : NaN;
}
