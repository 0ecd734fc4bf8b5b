/** @file Recognises files that are taken for ONNX models by mistake, and says what to do with each. Reads no file. */

/** What the first bytes of a file say; one character stands for each byte. */
interface FileKind {
  /** Any of them, from the byte `at` on. */
  readonly begins: readonly string[];
  readonly at?: number;
  /** Completes "It is …". */
  readonly what: string;
  readonly whatToDo: string;
}

const EXPORT = 'Export the network to ONNX and name that file.';

const KINDS: readonly FileKind[] = [
  {
    begins: ['version https://git-lfs'],
    what: 'a pointer of Git LFS and holds no weights',
    whatToDo: 'Run git lfs pull in its repository, or download the file itself.',
  },
  {
    begins: ['<!doctype', '<!DOCTYPE', '<html', '<?xml'],
    what: 'a page of text, not a model',
    whatToDo: 'Download the file itself, not the page that shows it.',
  },
  { at: 4, begins: ['TFL3'], what: 'a TensorFlow Lite model', whatToDo: EXPORT },
  {
    at: 4,
    begins: ['ORTM'],
    what: 'a model in ONNX Runtime’s own format',
    whatToDo: 'Name the .onnx file that it was made from.',
  },
  { begins: ['\x89HDF'], what: 'an HDF5 file, as Keras writes them', whatToDo: EXPORT },
  {
    begins: ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'],
    what: 'a pickle, as PyTorch writes checkpoints',
    whatToDo: EXPORT,
  },
  { at: 8, begins: ['{"'], what: 'a file of safetensors: weights without a network', whatToDo: EXPORT },
  { begins: ['\x1f\x8b'], what: 'packed by gzip', whatToDo: 'Unpack it (gunzip) and name the .onnx file.' },
  { begins: ['\xff\xd8\xff', '\x89PNG', 'RIFF', 'GIF8'], what: 'an image', whatToDo: 'Name an ONNX file.' },
];

/** MediaPipe's bundles begin two bytes later, so that what they hold lies at even places. */
const ZIP = ['PK\x03\x04', '\0\0PK\x03\x04'];
/** Bytes by which a kind is known. */
const HEAD_BYTES = 512;

/** @returns What else the file is and what to do; null where nothing is known of it. */
export function otherKindOf(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  if (ZIP.some((begin) => head.startsWith(begin))) return zipKind(bytes);
  const kind = KINDS.find(({ begins, at = 0 }) => begins.some((begin) => head.startsWith(begin, at)));
  if (kind) return `It is ${kind.what}. ${kind.whatToDo}`;
  // ModelProto begins with a number; TensorFlow's and Caffe's files with their first layer or their name.
  if (bytes[0] === 0x0a) return `It is no ONNX model, but may be one of TensorFlow (.pb) or Caffe. ${EXPORT}`;
  return null;
}

/** The names of a zip file's entries stand in it as they are. */
function zipKind(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  if (/[\w/.-]+\.tflite/.test(text)) {
    return `It is a bundle of MediaPipe, such as a face landmarker, and holds TensorFlow Lite models. ${EXPORT}`;
  }
  if (text.includes('/data.pkl')) return `It is a checkpoint of PyTorch. ${EXPORT}`;
  const inside = /[\w/.-]+\.onnx/.exec(text)?.[0] ?? 'the ONNX file, if it holds one';
  return `It is a zip file. Unpack it and name ${inside}.`;
}
