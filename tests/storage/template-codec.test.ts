import { describe, expect, it } from 'vitest';
import type { Subject, Template } from '../../src/core/template/types.ts';
import { decodeSubject, encodeSubject } from '../../src/storage/template-codec.ts';
import { makeSubject, unitVector } from './support.ts';

function withTemplate(change: Partial<Template>): Subject {
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
    expect(bits(decoded.template.embeddings[0])).toEqual(bits(tiny));
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

  it.each([
    ['no embedding', withTemplate({ embeddings: [] }), 'embeddings'],
    ['a dimension of zero', withTemplate({ dimension: 0, embeddings: [new Float32Array()] }), 'dimension'],
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
