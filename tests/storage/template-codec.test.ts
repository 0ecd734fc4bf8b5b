import { describe, expect, it } from 'vitest';
import {
  type FaceSubject,
  makeFacelessSubject,
  makeSubject,
  PIN_HASH,
  unitVector,
} from '../../simulator/builders.ts';
import type { PinHash, Subject, Template } from '../../src/core/template/types.ts';
import { concatBytes, decodeUtf8, encodeUtf8 } from '../../src/storage/bytes.ts';
import { decodeSubject, encodeSubject } from '../../src/storage/template-codec.ts';

function withTemplate(change: Partial<Template>): FaceSubject {
  const subject = makeSubject(1);
  return { ...subject, template: { ...subject.template, ...change } };
}

const thrownBy = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ name: 'StorageError', code: 'invalid' });
    return (error as Error).message;
  }
  throw new Error('Nothing was thrown.');
};

describe('template codec', () => {
  it('keeps every field and every bit', () => {
    const tiny = new Float32Array([1, -0, 2 ** -149, -(2 ** -130)]);
    const subject = {
      ...withTemplate({ dimension: 4, embeddings: [tiny] }),
      name: 'ÄÖ 漢字 😀',
      badge: null,
    };
    const decoded = decodeSubject(encodeSubject(subject));
    expect(decoded).toEqual(subject);
    const bits = (values: Float32Array): Uint32Array => new Uint32Array(values.slice().buffer);
    expect(bits(decoded.template?.embeddings[0] ?? new Float32Array())).toEqual(bits(tiny));
  });

  it('keeps which views are missing, and writes nothing of it where it was not noted, as before', () => {
    const noted = makeSubject(1, { skippedViews: ['left', 'up'] });
    expect(decodeSubject(encodeSubject(noted))).toEqual(noted);
    const whole = makeSubject(1, { skippedViews: [] });
    expect(decodeSubject(encodeSubject(whole)).skippedViews).toEqual([]);
    const bytes = encodeSubject(makeSubject(1));
    const header = new DataView(bytes.buffer).getUint32(0, true);
    expect(decodeUtf8(bytes.subarray(4, 4 + header))).not.toContain('skippedViews');
    expect(thrownBy(() => encodeSubject(makeSubject(1, { skippedViews: ['left', 'left'] })))).toContain(
      'skippedViews',
    );
  });

  it('gives embeddings of their own', () => {
    const bytes = encodeSubject(makeSubject(1));
    const decoded = decodeSubject(bytes);
    bytes.fill(0);
    expect(decoded).toEqual(makeSubject(1));
  });

  it('reads bytes that lie inside a larger buffer at an odd offset', () => {
    const bytes = encodeSubject(makeSubject(1));
    const larger = new Uint8Array(bytes.length + 9);
    larger.set(bytes, 3);
    expect(decodeSubject(larger.subarray(3, 3 + bytes.length))).toEqual(makeSubject(1));
  });

  it('leaves out fields that it does not know', () => {
    const stranger = { ...makeSubject(1), photo: 'data:' } as Subject;
    expect(decodeSubject(encodeSubject(stranger))).toEqual(makeSubject(1));
  });

  it('reads a record with fields of a later version', () => {
    const subject = makeSubject(1, { pin: PIN_HASH });
    const bytes = encodeSubject(subject);
    const end = 4 + new DataView(bytes.buffer).getUint32(0, true);
    const header = JSON.parse(decodeUtf8(bytes.subarray(4, end))) as { consent: object; pin: object };
    const later = encodeUtf8(
      JSON.stringify({
        ...header,
        doors: ['back'],
        consent: { ...header.consent, signed: true },
        pin: { ...header.pin, changedAtMs: 1 },
      }),
    );
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, later.length, true);
    expect(decodeSubject(concatBytes(length, later, bytes.subarray(end)))).toEqual(subject);
  });

  it('keeps a PIN, and a subject who has nothing but one', () => {
    const both = makeSubject(1, { pin: PIN_HASH });
    expect(decodeSubject(encodeSubject(both))).toEqual(both);
    expect(decodeSubject(encodeSubject(makeFacelessSubject(2)))).toEqual(makeFacelessSubject(2));
  });

  it('reads what was written before there were PINs', () => {
    const header = new TextDecoder().decode(encodeSubject(makeSubject(1)).slice(4, 300));
    expect(header).toContain('"badge"');
    expect(header).not.toContain('pin');
  });

  it.each<[string, Partial<PinHash>]>([
    ['asks for more memory than any PIN', { memoryKib: 1024 * 1024 }],
    ['is cheap to guess', { iterations: 1 }],
    ['has a short salt', { salt: '0f' }],
    ['is no hash', { hash: 'z'.repeat(64) }],
  ])('refuses a PIN that %s', (_what, change) => {
    expect(thrownBy(() => encodeSubject(makeSubject(1, { pin: { ...PIN_HASH, ...change } })))).toContain(
      'pin',
    );
  });

  it('refuses a subject with neither template nor PIN', () => {
    const nobody = { ...makeFacelessSubject(1), pin: null };
    expect(thrownBy(() => encodeSubject(nobody))).toContain('neither');
  });

  it.each([
    ['no PIN', { pin: null }],
    ['no badge', { badge: null }],
  ])('refuses an accommodation for somebody with %s', (_what, change) => {
    const eased = makeSubject(1, { pin: PIN_HASH, accommodations: ['blink'] });
    expect(decodeSubject(encodeSubject(eased)).accommodations).toEqual(['blink']);
    expect(thrownBy(() => encodeSubject({ ...eased, ...change }))).toContain('accommodation');
  });

  it('refuses an accommodation that is named twice', () => {
    const twice = makeSubject(1, { pin: PIN_HASH, accommodations: ['turn', 'turn'] });
    expect(thrownBy(() => encodeSubject(twice))).toContain('accommodations');
  });

  it.each([
    ['no embedding', withTemplate({ embeddings: [] }), 'template is incomplete'],
    ['a dimension of zero', withTemplate({ dimension: 0, embeddings: [new Float32Array()] }), 'incomplete'],
    ['another length', withTemplate({ embeddings: [unitVector(15, 1)] }), '15 values instead of 16'],
    ['a long vector', withTemplate({ embeddings: [unitVector(16, 1).map((x) => x * 1.01)] }), 'unit vector'],
    ['a zero vector', withTemplate({ embeddings: [new Float32Array(16)] }), 'unit vector'],
    ['NaN', withTemplate({ embeddings: [new Float32Array(16).fill(NaN)] }), 'unit vector'],
    ['infinity', withTemplate({ embeddings: [new Float32Array(16).fill(Infinity)] }), 'unit vector'],
    ['a model hash in upper case', withTemplate({ modelSha256: 'A'.repeat(64) }), 'modelSha256'],
    ['no name', makeSubject(1, { name: '' }), 'name'],
    ['no id', makeSubject(1, { id: '' }), 'id'],
    [
      'a retention date that is no number',
      makeSubject(1, { consent: { textVersion: '1', givenAtMs: 1, retainUntilMs: Infinity } }),
      'consent.retainUntilMs',
    ],
  ])('refuses %s', (_what, subject, named) => {
    expect(thrownBy(() => encodeSubject(subject))).toContain(named);
  });

  it('does not repeat personal data in the refusal', () => {
    const name = 'secret'.repeat(40);
    expect(thrownBy(() => encodeSubject(makeSubject(1, { name })))).not.toContain('secret');
  });

  it('refuses every cut and every longer text', () => {
    const bytes = encodeSubject(makeSubject(1));
    for (let length = 0; length < bytes.length; length += 1)
      thrownBy(() => decodeSubject(bytes.slice(0, length)));
    thrownBy(() => decodeSubject(new Uint8Array([...bytes, 0])));
    thrownBy(() => decodeSubject(new Uint8Array([255, 255, 255, 255, 0])));
  });
});
