/**
 * @file Gives one image the colours of another: mean and spread per channel of a decorrelated space, after Reinhard et
 * al. 2001, in Ohta's colour features (Ohta, Kanade & Sakai 1980) instead of lαβ. They are linear in R, G, B, so the
 * whole transfer is one matrix.
 */
import type { Colours } from '../image/colours.ts';

/** I1 = (R+G+B)/3, I2 = (R−B)/2, I3 = (2G−R−B)/4; mean and standard deviation of each. */
interface ColourStatistics {
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** A flat patch must not have its noise blown up, nor a contrasty one lose its features. */
const MIN_GAIN = 0.6;
/** Per feature. Hues that are spread further apart than this turn skin blotchy. */
const MAX_GAINS = [1.6, 1.2, 1.2] as const;
/** In grey levels; keeps the gain finite for a channel without spread. */
const LEAST_DEVIATION = 0.5;

/**
 * @param source - Changed in place, everywhere.
 * @param target - Of the same size.
 * @param mask - The pixels to compare: 0 or 1, [height × width]. Where it is empty nothing changes.
 * @param strength - 0 for none to 1 for the target's mean and spread.
 */
export function transferColours(source: Colours, target: Colours, mask: Uint8Array, strength: number): void {
  if (!mask.includes(1)) return;
  const from = colourStatistics(source, mask);
  const to = colourStatistics(target, mask);
  const [g1, g2, g3] = from.deviation.map((deviation, channel) => {
    const gain = (to.deviation[channel] + LEAST_DEVIATION) / (deviation + LEAST_DEVIATION);
    return 1 + strength * (Math.min(MAX_GAINS[channel], Math.max(MIN_GAIN, gain)) - 1);
  });
  const [m1, m2, m3] = from.mean;
  const [o1, o2, o3] = from.mean.map((mean, channel) => mean + strength * (to.mean[channel] - mean));
  const { data } = source;
  for (let at = 0; at < data.length; at += 3) {
    const red = data[at];
    const green = data[at + 1];
    const blue = data[at + 2];
    const i1 = g1 * ((red + green + blue) / 3 - m1) + o1;
    const i2 = g2 * ((red - blue) / 2 - m2) + o2;
    const i3 = g3 * ((2 * green - red - blue) / 4 - m3) + o3;
    const common = i1 - (2 / 3) * i3;
    data[at] = common + i2;
    data[at + 1] = i1 + (4 / 3) * i3;
    data[at + 2] = common - i2;
  }
}

function colourStatistics({ data }: Colours, mask: Uint8Array): ColourStatistics {
  const sum = [0, 0, 0];
  const squares = [0, 0, 0];
  let count = 0;
  for (let pixel = 0; pixel < mask.length; pixel += 1) {
    if (mask[pixel] === 0) continue;
    const red = data[pixel * 3];
    const green = data[pixel * 3 + 1];
    const blue = data[pixel * 3 + 2];
    const i1 = (red + green + blue) / 3;
    const i2 = (red - blue) / 2;
    const i3 = (2 * green - red - blue) / 4;
    sum[0] += i1;
    sum[1] += i2;
    sum[2] += i3;
    squares[0] += i1 * i1;
    squares[1] += i2 * i2;
    squares[2] += i3 * i3;
    count += 1;
  }
  const deviation = (channel: number): number =>
    Math.sqrt(Math.max(0, squares[channel] / count - (sum[channel] / count) ** 2));
  return {
    mean: [sum[0] / count, sum[1] / count, sum[2] / count],
    deviation: [deviation(0), deviation(1), deviation(2)],
  };
}
