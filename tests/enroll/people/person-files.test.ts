/** @file What a person is handed: all that is stored of them, and the receipt of its erasure. Nothing biometric. */
import { describe, expect, it } from 'vitest';
import { makeSubject, named, verdictOf } from '../../../simulator/builders.ts';
import { erasureReceipt } from '../../../enroll/people/erasure-receipt.ts';
import { personFile } from '../../../enroll/people/person-file.ts';
import { logOf } from '../../storage/log/support.ts';

const SUBJECT = makeSubject(1, {
  skippedViews: ['up'],
  suspendedAtMs: 3_000,
  entryRule: 'faceAndHeld',
  accommodations: ['light'],
});
const LOG = logOf([
  [1, { kind: 'enrolled', subjectId: SUBJECT.id }],
  [2, { kind: 'enrolled', subjectId: 's-999' }],
  [3, { kind: 'verdict', verdict: verdictOf({ subjectId: SUBJECT.id, margin: 0.123456 }) }],
  [4, { kind: 'deleted', subjectId: SUBJECT.id }],
  [5, { kind: 'lookAlikes', subjectId: SUBJECT.id, lookAlikeIds: ['s-999'], decided: 'faceAndHeld' }],
]);

describe('personFile', () => {
  const text = personFile(named(SUBJECT), LOG, 9_000);

  it('says what is stored, and nothing of anybody else', () => {
    const file = JSON.parse(text) as { subject: unknown; log: { index: number }[] };
    expect(file.subject).toEqual({
      id: SUBJECT.id,
      hasPin: false,
      atTheDoor: { rule: 'faceAndHeld', accommodations: ['light'] },
      name: SUBJECT.name,
      badge: SUBJECT.badge,
      enrolledAt: '1970-01-01T00:00:02.000Z',
      suspendedAt: '1970-01-01T00:00:03.000Z',
      consent: {
        textVersion: '1',
        textLanguage: null,
        logKeptDays: null,
        givenAt: '1970-01-01T00:00:01.000Z',
        keptUntil: '1970-01-01T00:16:40.000Z',
      },
      template: {
        embeddings: 2,
        dimension: 16,
        modelSha256: SUBJECT.template.modelSha256,
        meanQuality: 0.75,
        skippedViews: ['up'],
      },
    });
    expect(file.log.map(({ index }) => index)).toEqual([0, 2, 3, 4]);
    expect(text).not.toContain('s-999');
  });

  it('holds no embedding and no margin', () => {
    for (const value of [...SUBJECT.template.embeddings[0], ...SUBJECT.template.embeddings[1], 0.123456]) {
      expect(text).not.toContain(String(value).slice(0, 8));
    }
  });
});

describe('erasureReceipt', () => {
  it('names the subject by id, the time and the log’s entry, and nobody by name', () => {
    const text = erasureReceipt(SUBJECT.id, LOG[3]);
    expect(JSON.parse(text)).toMatchObject({
      subjectId: SUBJECT.id,
      erasedAt: '1970-01-01T00:00:00.004Z',
      logEntry: { index: 3, hash: LOG[3].hash },
    });
    expect(text).not.toContain(SUBJECT.name);
    expect(text).not.toContain(SUBJECT.badge);
  });
});
