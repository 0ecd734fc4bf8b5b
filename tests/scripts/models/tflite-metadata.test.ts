/**
 * @file Reads the produced flatbuffer back by hand: the model must be the old one, with one buffer and one
 * metadata entry more.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../scripts/lib/models/digest.ts';
import { ROOT } from '../../../scripts/lib/paths.ts';
import { addNormalizationMetadata } from '../../../scripts/lib/models/tflite-metadata.ts';
import { parseManifest } from '../../../src/core/manifest/parse.ts';

const ORIGINAL = readFileSync(
  join(ROOT, 'node_modules/@mediapipe/face_detection/face_detection_short_range.tflite'),
);
const NORMALIZATION = { mean: 127.5, std: 63.75 };

/** The absolute position that field `id` of the table at `table` refers to. */
function follow(buffer: ByteBuffer, table: number, id: number): number {
  const offset = buffer.__offset(table, 4 + 2 * id);
  if (offset === 0) throw new Error(`field ${id} is absent`);
  return buffer.__indirect(table + offset);
}

function element(buffer: ByteBuffer, vector: number, index: number): number {
  return buffer.__indirect(vector + 4 + 4 * index);
}

function text(buffer: ByteBuffer, at: number): string {
  return new TextDecoder().decode(buffer.bytes().subarray(at + 4, at + 4 + buffer.readInt32(at)));
}

function bytesAt(buffer: ByteBuffer, vector: number): Uint8Array {
  return buffer.bytes().subarray(vector + 4, vector + 4 + buffer.readInt32(vector));
}

/** Model fields by number: 1 operator codes, 2 subgraphs, 4 buffers, 6 metadata. */
function readModel(bytes: Uint8Array) {
  const buffer = new ByteBuffer(bytes);
  const root = buffer.readInt32(0);
  const buffers = follow(buffer, root, 4);
  return { buffer, root, buffers, bufferCount: buffer.readInt32(buffers) };
}

describe('addNormalizationMetadata', () => {
  const result = addNormalizationMetadata(ORIGINAL, NORMALIZATION);
  const before = readModel(ORIGINAL);
  const after = readModel(result);
  const shift = result.length - ORIGINAL.length;

  it('keeps the old bytes at the end, aligned as they were', () => {
    expect(sha256Hex(result.subarray(shift))).toBe(sha256Hex(ORIGINAL));
    expect(shift % 16).toBe(0);
    expect(after.buffer.__has_identifier('TFL3')).toBe(true);
  });

  it('keeps version, operators, subgraphs and every old buffer', () => {
    const version = ({ buffer, root }: typeof after) => buffer.readInt32(root + buffer.__offset(root, 4));
    expect(version(after)).toBe(version(before));
    for (const field of [1, 2]) {
      expect(follow(after.buffer, after.root, field)).toBe(follow(before.buffer, before.root, field) + shift);
    }
    for (let i = 0; i < before.bufferCount; i++) {
      expect(element(after.buffer, after.buffers, i)).toBe(element(before.buffer, before.buffers, i) + shift);
    }
  });

  it('adds one buffer that the one metadata entry names', () => {
    expect(after.bufferCount).toBe(before.bufferCount + 1);
    const entries = follow(after.buffer, after.root, 6);
    expect(after.buffer.readInt32(entries)).toBe(1);
    const entry = element(after.buffer, entries, 0);
    expect(text(after.buffer, follow(after.buffer, entry, 0))).toBe('TFLITE_METADATA');
    expect(after.buffer.readInt32(entry + after.buffer.__offset(entry, 6))).toBe(before.bufferCount);
  });

  it('states the normalisation of an RGB image', () => {
    const data = follow(after.buffer, element(after.buffer, after.buffers, before.bufferCount), 0);
    expect((data + 4) % 16).toBe(0);
    const metadata = new ByteBuffer(bytesAt(after.buffer, data));
    expect(metadata.__has_identifier('M001')).toBe(true);
    const subgraph = element(metadata, follow(metadata, metadata.readInt32(0), 3), 0);
    const tensor = element(metadata, follow(metadata, subgraph, 2), 0);
    const content = follow(metadata, tensor, 3);
    const image = follow(metadata, content, 1);
    expect(metadata.readInt8(content + metadata.__offset(content, 4))).toBe(2); // ImageProperties
    expect(metadata.readInt8(image + metadata.__offset(image, 4))).toBe(1); // RGB
    const unit = element(metadata, follow(metadata, tensor, 4), 0);
    expect(metadata.readInt8(unit + metadata.__offset(unit, 4))).toBe(1); // NormalizationOptions
    const options = follow(metadata, unit, 1);
    const means = follow(metadata, options, 0);
    const stds = follow(metadata, options, 1);
    expect([metadata.readInt32(means), metadata.readFloat32(means + 4)]).toEqual([1, 127.5]);
    expect([metadata.readInt32(stds), metadata.readFloat32(stds + 4)]).toEqual([1, 63.75]);
  });

  it('gives the bytes that the shipped manifest records', () => {
    const manifest = parseManifest(JSON.parse(readFileSync(join(ROOT, 'models/manifest.json'), 'utf8')));
    const entry = manifest.models.find(({ role }) => role === 'face-detector');
    const shipped = addNormalizationMetadata(ORIGINAL, { mean: 127.5, std: 127.5 });
    expect(entry?.sha256).toBe(sha256Hex(shipped));
    expect(entry?.bytes).toBe(shipped.length);
  });

  it('refuses what is no TFLite model, and a model that has metadata', () => {
    expect(() => addNormalizationMetadata(new Uint8Array(4), NORMALIZATION)).toThrow('no TFLite model');
    expect(() => addNormalizationMetadata(new Uint8Array(64), NORMALIZATION)).toThrow('no TFLite model');
    expect(() => addNormalizationMetadata(result, NORMALIZATION)).toThrow('metadata already');
  });
});
