/**
 * @file Taking a model out of a bundle: the right bytes, or a plain sentence about what is wrong with the bundle.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { takeFromBundle } from '../../src/runtime/model-bundle.ts';
import { sha256Hex } from '../../scripts/lib/models/digest.ts';
import { readManifest } from '../../scripts/lib/models/manifest-file.ts';
import { SHIPPED_MODELS_FOLDER } from '../../scripts/lib/paths.ts';
import { pickModels } from '../../src/core/manifest/select.ts';

const WANTED = Buffer.from('the wanted model '.repeat(20));
const FILES = { 'other.tflite': Buffer.from('another model'), 'wanted.tflite': WANTED };
const STORED = zipSync(FILES, { level: 0 });

describe('takeFromBundle', () => {
  it('takes the detector that the manifest names out of the shipped landmarker', async () => {
    const manifest = await readManifest(join(SHIPPED_MODELS_FOLDER, 'manifest.json'));
    const detector = manifest && pickModels(manifest).companion;
    if (detector?.source.kind !== 'inside') throw new Error('The manifest names no detector in a bundle.');
    const { file, entry } = detector.source;
    const bytes = takeFromBundle(await readFile(join(SHIPPED_MODELS_FOLDER, file)), entry);
    expect([sha256Hex(bytes), bytes.length]).toEqual([detector.sha256, detector.bytes]);
  });

  it('takes a stored entry and a compressed one', () => {
    const compressed = zipSync(FILES, { level: 9 });
    expect(compressed.length).toBeLessThan(STORED.length);
    for (const bundle of [STORED, compressed]) {
      expect(Buffer.from(takeFromBundle(bundle, 'wanted.tflite'))).toEqual(WANTED);
    }
  });

  it('says that an entry is not there', () => {
    for (const name of ['absent.tflite', 'constructor']) {
      expect(() => takeFromBundle(STORED, name)).toThrow(`it holds no ${name}`);
    }
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['no zip file', Buffer.from('this is a text, and a rather long one at that')],
    ['cut off', STORED.subarray(0, -30)],
  ])('says that a bundle cannot be read: %s', (_, bundle) => {
    expect(() => takeFromBundle(bundle, 'wanted.tflite')).toThrow('it is no zip file that can be read');
  });
});
