/**
 * @file Reads the file of a model that somebody brings, together with weights that lie beside it, and refuses what the
 * kiosk cannot run or store. Runs no model.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import { sha256Hex } from '../digest.ts';
import { intoOneFile } from '../onnx/one-file.ts';
import { surveyOnnx, type OnnxSurvey } from '../onnx/survey.ts';
import { otherKindOf } from './other-files.ts';
import { refuseOperators } from './operators.ts';

/** A browser keeps the file, and WASM its weights besides; a tablet's tab has about 1 GiB. */
const MOST_BYTES = 256 * 1024 * 1024;

export interface BroughtFile {
  /** As the kiosk would store it. */
  readonly bytes: Uint8Array;
  /** Sentences on where it is from. */
  readonly origin: string;
}

/** @throws Error that names the file, the reason and what to do. */
export async function readModelFile(path: string, mostBytes = MOST_BYTES): Promise<BroughtFile> {
  try {
    return await readBrought(path, mostBytes);
  } catch (cause) {
    throw new Error(`${path}: ${(cause as Error).message}`, { cause });
  }
}

async function readBrought(path: string, mostBytes: number): Promise<BroughtFile> {
  const bytes = await readWithin(path, mostBytes);
  if (bytes.length === 0) throw new Error('it is empty. Download or export it again.');
  const survey = surveyOf(bytes);
  refuseOperators(survey);
  const from = `It was added here from ${basename(path)}`;
  if (survey.weightFiles.length === 0) return { bytes, origin: `${from}.` };

  const weights = new Map<string, Uint8Array>();
  let left = mostBytes - bytes.length;
  for (const location of survey.weightFiles) {
    const found = await readWeights(dirname(path), location, left, mostBytes);
    left -= found.length;
    weights.set(location, found);
  }
  const names = survey.weightFiles.map((location) => basename(location)).join(', ');
  return {
    bytes: intoOneFile(bytes, weights),
    origin: `${from} (SHA-256 ${sha256Hex(bytes)}), with its weights from ${names} in one file.`,
  };
}

/** Asks for the size first, so that a huge file is never read. */
async function readWithin(path: string, mostBytes: number): Promise<Buffer> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new Error('it is a folder. Name the ONNX file in it.');
    if (found.size > mostBytes) throw tooLarge(found.size, mostBytes);
    return await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = { ENOENT: 'there is no such file', EACCES: 'this account may not read it' }[code ?? ''];
    throw why === undefined ? cause : new Error(`${why}. Name an ONNX file.`, { cause });
  }
}

function tooLarge(size: number, most: number): Error {
  const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);
  return new Error(
    `it has ${megabytes(size)} MiB; a kiosk stores at most ${megabytes(most)}. Bring a smaller network, or store its ` +
      'weights in 8 bits.',
  );
}

function surveyOf(bytes: Uint8Array): OnnxSurvey {
  const other = otherKindOf(bytes);
  try {
    const survey = surveyOnnx(bytes);
    if (survey.graphs === 1) return survey;
  } catch {
    if (other === null) {
      throw new Error('it is no ONNX model, or it is cut off or damaged. Download or export it again.');
    }
  }
  throw new Error(lowerFirst(other ?? 'It is no ONNX model: it holds no network. Name an ONNX file.'));
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

async function readWeights(
  folder: string,
  location: string,
  left: number,
  mostBytes: number,
): Promise<Buffer> {
  const outside = isAbsolute(location) || normalize(location).startsWith('..') || location === '';
  if (outside) {
    throw new Error(`it keeps weights in "${location}", which is not beside it. ${ONE_FILE}`);
  }
  try {
    const path = join(folder, location);
    if ((await stat(path)).size > left) throw tooLarge(mostBytes - left + (await stat(path)).size, mostBytes);
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
    throw new Error(
      `it keeps its weights in a second file, ${location}, which is not there. Put that file beside it. ${ONE_FILE}`,
      { cause },
    );
  }
}

const ONE_FILE =
  "Or save both as one: python3 -c \"import onnx; onnx.save(onnx.load('model.onnx'), 'one-file.onnx')\"";
