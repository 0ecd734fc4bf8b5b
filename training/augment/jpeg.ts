/** @file Compresses a picture as JPEG and decodes it, which leaves the blocks and the coarse colour of real files. */
import sharp from 'sharp';
import { randomInteger, type Rng } from '../../src/core/rng/rng.ts';
import type { Canvas } from '../image/canvas.ts';
import { happens } from './draw.ts';
import type { JpegKnobs } from './types.ts';

/** Compresses in place; all draws are made before the first wait. */
export async function recompress(canvas: Canvas, knobs: JpegKnobs, rng: Rng): Promise<void> {
  const quality = randomInteger(rng, ...knobs.quality);
  const chromaSubsampling = happens(rng, knobs.fullChroma) ? '4:4:4' : '4:2:0';
  const { data, width, height } = canvas;
  const colours = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    colours[to] = data[from];
    colours[to + 1] = data[from + 1];
    colours[to + 2] = data[from + 2];
  }
  const coded = await sharp(colours, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling })
    .toBuffer();
  const decoded = await sharp(coded).raw().toBuffer();
  for (let from = 0, to = 0; to < data.length; from += 3, to += 4) {
    data[to] = decoded[from];
    data[to + 1] = decoded[from + 1];
    data[to + 2] = decoded[from + 2];
  }
}
