/**
 * @file Cuts aligned crops out of an image by the SIMD kernel: bilinear, black beyond the image's edges
 * (docs/sources.md #4), and antialiased when it shrinks, so that a near face and a far face give the same crop.
 */
import { similarityScale, type Similarity } from '../geometry/similarity.ts';
import type { OnnxInput } from '../manifest/types.ts';
import type { Box } from '../observation.ts';
import { cropFootprint } from './align.ts';
import { CROP_KERNEL } from './crop-kernel.ts';
import type { RgbaImage } from './rgba-image.ts';

/** The part of the WebAssembly API that is used here: `core` has no DOM types, but every runtime has WebAssembly. */
declare const WebAssembly: {
  readonly Memory: new (descriptor: { readonly initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** What crop-kernel.wat exports and tells the parameters of; addresses count bytes. */
interface Kernel {
  opaque(at: number, count: number): void;
  reduce(
    from: number,
    stride: number,
    rows: number,
    factor: number,
    last: number,
    cells: number,
    to: number,
  ): void;
  warp(
    from: number,
    stride: number,
    hold: number,
    right: number,
    bottom: number,
    size: number,
    count: number,
    x: number,
    y: number,
    a: number,
    b: number,
    stepA: number,
    stepB: number,
    pixels: number,
    red: number,
    green: number,
    blue: number,
    advance: number,
    norms: number,
  ): void;
}

/** A square crop to cut, and where its values go: as pixels, as a network's input, or both. */
export interface CropOrder {
  /** From crop pixels to image pixels, as `alignTransform` gives it. */
  readonly cropToImage: Similarity;
  /** Side in pixels. */
  readonly size: number;
  /**
   * RGBA, size × size × 4. Outside of the image the colour is black; alpha says how much of a pixel the image covered
   * (255: fully).
   */
  readonly pixels?: Uint8ClampedArray;
  /** value = (channel − mean) / std, float32 [3 × size × size] in the layout and channel order of `input`. */
  readonly tensor?: { readonly input: OnnxInput; readonly values: Float32Array };
}

/** Up to this scale bilinear samples alone antialias, at most nine per crop pixel. Beyond it they are too many. */
const SUPERSAMPLED_SCALE = 3;
const PAGE_BYTES = 65_536;
/** The kernel's positions count in such parts of a pixel. */
const PARTS = 16_384;
/** Means and factors of a tensor: two times four float32. */
const NORMS_AT = 0;
const IMAGE_AT = 32;

interface Plan {
  readonly order: CropOrder;
  /** The image is first shrunk by this whole number. */
  readonly factor: number;
  /** Bilinear samples per crop pixel and axis. */
  readonly count: number;
}

/** What the crops of one factor are cut from, in cells of factor × factor pixels; it lies at IMAGE_AT. */
interface Region extends Box {
  readonly factor: number;
  /** Address of its first cell, inside of the black border. */
  readonly from: number;
  readonly stride: number;
  /** Where the memory behind it begins. */
  readonly end: number;
}

const memory = new WebAssembly.Memory({ initial: 1 });
let kernel: Kernel | null = null;

/**
 * Cuts crops of one face. Those that shrink alike share one shrunk image.
 *
 * Antialiasing: so many bilinear samples are averaged per crop pixel that they lie at most one image pixel apart. A
 * larger image is first shrunk by a whole number, so that 1.3 to 2 image pixels are left per crop pixel. The crop is
 * then about equally sharp however near the face is: a blur of 0.32 to 0.45 crop pixels.
 *
 * The kernel's memory holds one call's pixels, grows to the largest call's need, and is zero after each.
 *
 * @throws RangeError when a buffer's length does not fit its size.
 */
export function cutCrops(image: RgbaImage, orders: readonly CropOrder[]): void {
  checkLengths(image, orders);
  kernel ??= new WebAssembly.Instance(new WebAssembly.Module(CROP_KERNEL), { env: { memory } })
    .exports as Kernel;
  const plans = orders.map(planCrop);
  for (const factor of new Set(plans.map((plan) => plan.factor))) {
    cutAlike(
      kernel,
      image,
      plans.filter((plan) => plan.factor === factor),
    );
  }
}

/**
 * Warps the image into a square crop, as {@link cutCrops} does.
 *
 * @param output - Buffer of size × size × 4 to fill instead of a new one.
 * @returns RGBA, size × size; `output` where it was given.
 * @throws RangeError when a buffer's length does not fit its size.
 */
export function warpRgba(
  image: RgbaImage,
  cropToImage: Similarity,
  size: number,
  output: Uint8ClampedArray = new Uint8ClampedArray(size * size * 4),
): Uint8ClampedArray {
  cutCrops(image, [{ cropToImage, size, pixels: output }]);
  return output;
}

function checkLengths({ data, width, height }: RgbaImage, orders: readonly CropOrder[]): void {
  if (data.length !== width * height * 4) {
    throw new RangeError(
      `An image of ${width}×${height} needs ${width * height * 4} bytes, got ${data.length}.`,
    );
  }
  for (const { size, pixels, tensor } of orders) {
    if (pixels && pixels.length !== size * size * 4) {
      throw new RangeError(`A crop of ${size}×${size} needs ${size * size * 4} bytes, got ${pixels.length}.`);
    }
    if (tensor && tensor.values.length !== size * size * 3) {
      throw new RangeError(
        `The input tensor needs ${size * size * 3} values, got a buffer of ${tensor.values.length}.`,
      );
    }
  }
}

function planCrop(order: CropOrder): Plan {
  // Rounding must not make 1.0000001 out of a scale of one, and so blur a plain copy.
  const scale = similarityScale(order.cropToImage) - 1e-6;
  const factor = scale < SUPERSAMPLED_SCALE ? 1 : Math.ceil(scale / 2);
  return { order, factor, count: Math.max(1, Math.ceil(scale / factor)) };
}

function cutAlike(kernel: Kernel, image: RgbaImage, plans: readonly Plan[]): void {
  const { factor } = plans[0];
  const region = layOut(
    image,
    factor,
    plans.map(({ order }) => cropFootprint(order.cropToImage, order.size)),
  );
  const largest = Math.max(...plans.map(({ order }) => order.size));
  // A crop as pixels and as float32; or the rows that one row of cells is made of.
  const room = Math.max(largest * largest * 16, factor === 1 ? 0 : factor * region.width * factor * 4);
  const used = region.end + room;
  const missing = used - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  const bytes = new Uint8Array(memory.buffer, 0, used);
  try {
    if (factor === 1) copyPixels(kernel, image, region, bytes);
    else copyAverages(kernel, image, region, bytes);
    for (const plan of plans) cutOne(kernel, plan, region, bytes);
  } finally {
    bytes.fill(0);
  }
}

/** The cells that the footprints touch, counted from the image's corner. Empty when they touch none. */
function layOut(image: RgbaImage, factor: number, footprints: readonly Box[]): Region {
  const least = (values: readonly number[]): number => Math.max(0, Math.floor(Math.min(...values) / factor));
  const most = (values: readonly number[], length: number): number =>
    Math.ceil(Math.min(length, Math.max(...values)) / factor);
  const x = least(footprints.map((box) => box.x));
  const y = least(footprints.map((box) => box.y));
  const width = Math.max(
    0,
    most(
      footprints.map((box) => box.x + box.width),
      image.width,
    ) - x,
  );
  const height = Math.max(
    0,
    most(
      footprints.map((box) => box.y + box.height),
      image.height,
    ) - y,
  );
  // One cell of border at each side. The one at a row's end is also read as the one before the next row.
  const stride = (width + 2) * 4;
  const from = IMAGE_AT + stride + 4;
  return { x, y, width, height, factor, stride, from, end: from + (height + 2) * stride };
}

function copyPixels(kernel: Kernel, image: RgbaImage, region: Region, bytes: Uint8Array): void {
  const { x, y, width, height, from, stride } = region;
  for (let row = 0; row < height; row += 1) {
    const start = ((y + row) * image.width + x) * 4;
    const at = from + row * stride;
    bytes.set(image.data.subarray(start, start + width * 4), at);
    kernel.opaque(at, width);
  }
}

/** A cell at the image's edge is the average of what there is of it. */
function copyAverages(kernel: Kernel, image: RgbaImage, region: Region, bytes: Uint8Array): void {
  const { x, y, width, height, factor, from, stride, end } = region;
  if (width === 0) return;
  const left = x * factor;
  const columns = Math.min(image.width - left, width * factor);
  const last = columns - (width - 1) * factor;
  for (let cell = 0; cell < height; cell += 1) {
    const top = (y + cell) * factor;
    const rows = Math.min(factor, image.height - top);
    for (let row = 0; row < rows; row += 1) {
      const start = ((top + row) * image.width + left) * 4;
      bytes.set(image.data.subarray(start, start + columns * 4), end + row * columns * 4);
    }
    kernel.reduce(end, columns * 4, rows, factor, last, width, from + cell * stride);
  }
}

function cutOne(kernel: Kernel, { order, count }: Plan, region: Region, bytes: Uint8Array): void {
  const { size, cropToImage, pixels, tensor } = order;
  const { factor, width, height, from, stride, end } = region;
  const a = cropToImage.a / factor;
  const b = cropToImage.b / factor;
  // Pixel centres lie at +0.5; positions count from centres, hence the − 0.5.
  const originX = cropToImage.tx / factor - region.x - 0.5;
  const originY = cropToImage.ty / factor - region.y - 0.5;
  const half = 0.5 / count;
  const values = end + size * size * 4;
  const places = tensor ? placeTensor(tensor.input, values, bytes) : NO_TENSOR;
  kernel.warp(
    from,
    stride,
    isInside() ? 0 : 1,
    width * PARTS,
    height * PARTS,
    size,
    count,
    (a * half - b * half + originX) * PARTS,
    (b * half + a * half + originY) * PARTS,
    a * PARTS,
    b * PARTS,
    Math.round((a * PARTS) / count),
    Math.round((b * PARTS) / count),
    end,
    places.red,
    places.green,
    places.blue,
    places.advance,
    NORMS_AT,
  );
  pixels?.set(bytes.subarray(end, values));
  tensor?.values.set(new Float32Array(bytes.buffer, values, size * size * 3));

  /** The region is convex: when the crop's corners lie inside, all samples do. */
  function isInside(): boolean {
    return [0, size].every((u) =>
      [0, size].every((v) => {
        const x = a * u - b * v + originX;
        const y = b * u + a * v + originY;
        return x >= 0 && y >= 0 && x < width - 1 && y < height - 1;
      }),
    );
  }
}

/** Where the kernel writes float32; see crop-kernel.wat. */
interface TensorPlaces {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly advance: number;
}

const NO_TENSOR: TensorPlaces = { red: 0, green: 0, blue: 0, advance: 0 };

/** Writes means and factors too. */
function placeTensor(input: OnnxInput, at: number, bytes: Uint8Array): TensorPlaces {
  const { size, layout, channels, mean, std } = input;
  const norms = new Float32Array(bytes.buffer, NORMS_AT, 8);
  const place = (channel: number, lane: number): number => {
    norms[lane] = mean[channel];
    norms[4 + lane] = 1 / std[channel];
    return at + channel * 4 * (layout === 'NCHW' ? size * size : 1);
  };
  const [first, last] = channels === 'RGB' ? [0, 2] : [2, 0];
  return {
    ...{ red: place(first, 0), green: place(1, 1), blue: place(last, 2) },
    advance: layout === 'NCHW' ? 4 : 12,
  };
}
