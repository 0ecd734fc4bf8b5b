/** @file What a file is, told from its first bytes, and what to do with one that is no photo. Decodes nothing. */

/** So many bytes tell every kind. */
export const KIND_BYTES = 64;

/** Whatever these are called, the browser reads them. */
export type PhotoKind = 'JPEG' | 'PNG' | 'WebP' | 'GIF' | 'BMP' | 'AVIF';

export type FileKind =
  | PhotoKind
  | 'HEIC'
  | 'JPEG XL'
  | 'JPEG 2000'
  | 'TIFF or raw'
  | 'drawing'
  | 'PDF'
  | 'video'
  | 'archive'
  | 'empty'
  | 'unknown';

const PHOTO_KINDS: ReadonlySet<FileKind> = new Set(['JPEG', 'PNG', 'WebP', 'GIF', 'BMP', 'AVIF']);

/** As people name them, for messages. */
export const PHOTO_KINDS_TEXT = 'JPEG, PNG, WebP, AVIF, GIF or BMP';

export function isPhotoKind(kind: FileKind): kind is PhotoKind {
  return PHOTO_KINDS.has(kind);
}

/** Characters stand for their own bytes; `?` for any byte. In this order: the first that fits counts. */
const SIGNATURES: readonly (readonly [signature: string, kind: FileKind])[] = [
  ['\xff\xd8\xff', 'JPEG'],
  ['\x89PNG', 'PNG'],
  ['GIF8', 'GIF'],
  ['RIFF????WEBP', 'WebP'],
  ['RIFF????AVI ', 'video'],
  ['II*\0', 'TIFF or raw'],
  ['MM\0*', 'TIFF or raw'],
  ['II+\0', 'TIFF or raw'],
  ['IIU\0', 'TIFF or raw'],
  ['IIRO', 'TIFF or raw'],
  ['FUJIFILMCCD-RAW', 'TIFF or raw'],
  ['8BPS', 'TIFF or raw'],
  ['\xff\x0a', 'JPEG XL'],
  ['\0\0\0\x0cJXL ', 'JPEG XL'],
  ['\0\0\0\x0cjP', 'JPEG 2000'],
  ['\xff\x4f\xff\x51', 'JPEG 2000'],
  ['%PDF', 'PDF'],
  ['%!PS', 'PDF'],
  ['\x1a\x45\xdf\xa3', 'video'],
  ['\0\0\x01\xba', 'video'],
  ['\0\0\x01\xb3', 'video'],
  ['OggS', 'video'],
  ['FLV', 'video'],
  ['PK\x03\x04', 'archive'],
  ['PK\x05\x06', 'archive'],
  ['7z\xbc\xaf\x27\x1c', 'archive'],
  ['Rar!', 'archive'],
  ['\x1f\x8b', 'archive'],
  ['\xfd7zXZ', 'archive'],
  ['BZh', 'archive'],
  ['<svg', 'drawing'],
  ['<?xml', 'drawing'],
  // Two bytes only, so last. A bitmap's size follows, and then four zeros.
  ['BM????\0\0\0\0', 'BMP'],
];

/** The brands of ISO base media files that hold pictures; the others hold videos. */
const BRANDS: readonly (readonly [brand: string, kind: FileKind])[] = [
  ['avif', 'AVIF'],
  ['avis', 'AVIF'],
  ['heic', 'HEIC'],
  ['heix', 'HEIC'],
  ['heim', 'HEIC'],
  ['heis', 'HEIC'],
  ['hevc', 'HEIC'],
  ['hevx', 'HEIC'],
  ['mif1', 'HEIC'],
  ['msf1', 'HEIC'],
  ['crx ', 'TIFF or raw'],
];

/** @param bytes - The file's first {@link KIND_BYTES}, or more. */
export function fileKind(bytes: Uint8Array): FileKind {
  if (bytes.length === 0) return 'empty';
  const head = String.fromCharCode(...bytes.subarray(0, KIND_BYTES));
  if (head.slice(4, 8) === 'ftyp') return kindOfBrands(head);
  return SIGNATURES.find(([signature]) => startsWith(head, signature))?.[1] ?? 'unknown';
}

/** An AVIF or HEIC picture may call itself `mif1` first and name its own brand behind. */
function kindOfBrands(head: string): FileKind {
  const length = Math.min(head.length, head.charCodeAt(2) * 256 + head.charCodeAt(3));
  const brands = new Set<string>();
  for (let at = 8; at + 4 <= length; at += 4) if (at !== 12) brands.add(head.slice(at, at + 4));
  return BRANDS.find(([brand]) => brands.has(brand))?.[1] ?? 'video';
}

function startsWith(head: string, signature: string): boolean {
  return (
    head.length >= signature.length &&
    Array.from(signature).every((letter, at) => letter === '?' || letter === head[at])
  );
}

const AS_JPEG = 'save it as JPEG or PNG';

const ADVICE: Readonly<Record<Exclude<FileKind, PhotoKind>, string>> = {
  HEIC:
    `a HEIC photo, which browsers do not read: ${AS_JPEG}, such as with heif-convert. ` +
    'An iPhone takes JPEG under Settings, Camera, Formats, Most Compatible',
  'JPEG XL': `a JPEG XL photo, which browsers do not read: ${AS_JPEG}`,
  'JPEG 2000': `a JPEG 2000 photo, which browsers do not read: ${AS_JPEG}`,
  'TIFF or raw': `a TIFF or a camera’s raw photo, which browsers do not read: ${AS_JPEG}`,
  drawing: `a drawing or a text in XML: ${AS_JPEG} if it shows a face`,
  PDF: 'a document, not a photo: save its photo as JPEG or PNG',
  video: 'a video, not a photo: save one of its frames as JPEG or PNG',
  archive: 'an archive, not a photo: unpack it first',
  empty: 'it is empty',
  unknown: `not an image that can be read (${PHOTO_KINDS_TEXT})`,
};

/** @returns Why the file is of no use, and what to do; for a photo that its bytes are damaged. */
export function whyNoPhoto(kind: FileKind): string {
  return isPhotoKind(kind) ? `a ${kind} photo that is damaged` : ADVICE[kind];
}
