/** @file One picture as every kind of file that a command may be given, in all the ways in which it can be stored. */
import sharp from 'sharp';
import type { Sharp } from 'sharp';

export interface PhotoFile {
  /** Such as `png, orientation 6`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ReadableFile extends PhotoFile {
  /** A PNG file of what the browser shows: upright, or as it is stored. */
  readonly shown: Uint8Array;
}

/** EXIF's eight: which way the stored pixels must be turned to stand upright. */
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

type Encode = (image: Sharp) => Sharp;

/** Those that the browser reads. */
const FORMATS: Readonly<Record<string, Encode>> = {
  jpeg: (image) => image.jpeg({ quality: 95 }),
  png: (image) => image.png({ compressionLevel: 1 }),
  webp: (image) => image.webp({ quality: 95, effort: 0 }),
  avif: (image) => image.avif({ quality: 80, effort: 0 }),
  gif: (image) => image.gif({ effort: 1 }),
};

/** Chromium turns these by their orientation. It passes over that of WebP, and GIF has none. */
const TURNED_UPRIGHT = new Set(['jpeg', 'png', 'avif']);

/** Ways of storing colours, each of which is to look like the others. */
const COLOURS: Readonly<Record<string, Encode>> = {
  'jpeg, grey': (image) => image.greyscale().jpeg({ quality: 95 }),
  'jpeg, progressive': (image) => image.jpeg({ quality: 95, progressive: true }),
  'jpeg, CMYK': (image) => image.toColourspace('cmyk').jpeg({ quality: 95 }),
  'jpeg, Display P3': (image) => image.withIccProfile('p3').jpeg({ quality: 95 }),
  'png, palette': (image) => image.png({ palette: true }),
  'png, 16 bits': (image) => image.toColourspace('rgb16').png({ compressionLevel: 1 }),
  'png, grey with alpha': (image) => image.greyscale().ensureAlpha().png({ compressionLevel: 1 }),
  'png, Display P3': (image) => image.withIccProfile('p3').png({ compressionLevel: 1 }),
  'webp, lossless with alpha': (image) => image.ensureAlpha().webp({ lossless: true, effort: 0 }),
};

/** @param picture - An upright image file. */
export async function readableFiles(picture: Uint8Array): Promise<ReadableFile[]> {
  const files: ReadableFile[] = [];
  const upright = await sharp(picture).png({ compressionLevel: 1 }).toBuffer();
  for (const [format, encode] of Object.entries(FORMATS)) {
    for (const orientation of ORIENTATIONS) {
      const turned = await turnedFor(orientation, picture);
      const stored = await turned.png({ compressionLevel: 1 }).toBuffer();
      const bytes = await encode(sharp(stored).withMetadata({ orientation })).toBuffer();
      const shown = TURNED_UPRIGHT.has(format) ? upright : stored;
      files.push({ name: `${format}, orientation ${orientation}`, bytes, shown });
    }
  }
  for (const [name, encode] of Object.entries(COLOURS)) {
    files.push({ name, bytes: await encode(sharp(picture)).toBuffer(), shown: upright });
  }
  files.push({ name: 'bmp', bytes: await bitmap(picture), shown: upright });
  return files;
}

/** Those that another library would read and the browser does not, and those that are no photos. */
export async function unreadableFiles(picture: Uint8Array): Promise<PhotoFile[]> {
  const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'latin1'));
  const jpeg = await sharp(picture).jpeg().toBuffer();
  return [
    { name: 'TIFF', bytes: await sharp(picture).tiff().toBuffer() },
    { name: 'SVG', bytes: text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>') },
    { name: 'HEIC', bytes: text(`\0\0\0\x18ftypheic\0\0\0\0mif1heic${'\0'.repeat(40)}`) },
    { name: 'video', bytes: text(`\0\0\0\x18ftypisom\0\0\x02\0isommp41${'\0'.repeat(40)}`) },
    { name: 'archive', bytes: text(`PK\x03\x04${'\0'.repeat(60)}`) },
    { name: 'PDF', bytes: text('%PDF-1.7\n') },
    { name: 'words', bytes: text('These are words, not a picture.') },
    { name: 'nothing', bytes: new Uint8Array() },
    { name: 'a damaged JPEG', bytes: jpeg.subarray(0, 20) },
  ];
}

/** @returns The pixels as they are stored so that this orientation turns them upright. */
async function turnedFor(orientation: number, picture: Uint8Array): Promise<Sharp> {
  const quarters = { 5: 90, 6: 270, 7: 270, 8: 90, 3: 180 }[orientation] ?? 0;
  // One step at a time: sharp mirrors before it turns, whatever the order of the calls.
  const turned = await sharp(picture).rotate(quarters).png({ compressionLevel: 1 }).toBuffer();
  if (orientation === 2 || orientation === 5 || orientation === 7) return sharp(turned).flop();
  return orientation === 4 ? sharp(turned).flip() : sharp(turned);
}

/** An uncompressed Windows bitmap of 24 bits, which sharp does not write. */
async function bitmap(picture: Uint8Array): Promise<Uint8Array> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const HEADER_BYTES = 54;
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(HEADER_BYTES + rowBytes * height);
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(HEADER_BYTES, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const from = (row * width + column) * 3;
      const to = HEADER_BYTES + (height - 1 - row) * rowBytes + column * 3;
      for (let channel = 0; channel < 3; channel += 1) file[to + channel] = data[from + 2 - channel];
    }
  }
  return file;
}
