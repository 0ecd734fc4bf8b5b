/** @file Whatever fails, people read it in their language, and no English sentence of the inside reaches them. */
import { configureLocalization } from '@lit/localize';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { sourceLocale, targetLocales } from '../../src/locales/generated/codes.ts';
import * as arabic from '../../src/locales/generated/ar.ts';
import * as russian from '../../src/locales/generated/ru.ts';
import { errorText, SpokenError } from '../../src/locales/errors.ts';
import { UnplayableVideoError } from '../../src/runtime/video-file.ts';
import { StorageError } from '../../src/storage/errors.ts';
import type { StorageErrorCode } from '../../src/storage/errors.ts';
import { PipelineError, type PipelineErrorCode } from '../../src/workers/bridge.ts';

/** A code that is not here does not compile. */
const STORAGE_CODES: Record<StorageErrorCode, true> = {
  notInitialised: true,
  wrongPassphrase: true,
  wrongPasskey: true,
  wrongRecoveryCode: true,
  oldCredential: true,
  samePassphrase: true,
  notPermitted: true,
  tampered: true,
  locked: true,
  badBackup: true,
  quotaExceeded: true,
  unavailable: true,
  newerDatabase: true,
  otherTab: true,
  outOfMemory: true,
  weakPassphrase: true,
  passphraseUnjudged: true,
  alreadyInitialised: true,
  siteDecides: true,
  gone: true,
  tooManySchedules: true,
  invalid: true,
};
const PIPELINE_CODES: Record<PipelineErrorCode, true> = {
  modelMissing: true,
  modelRefused: true,
  manifestUnreadable: true,
  selfTestFailed: true,
  workerFailed: true,
};
const INSIDE = 'What only a technician needs.';

const ERRORS = [
  ...Object.keys(STORAGE_CODES).map((code) => new StorageError(code as StorageErrorCode, INSIDE)),
  ...Object.keys(PIPELINE_CODES).map((code) => new PipelineError(code as PipelineErrorCode, INSIDE)),
  new UnplayableVideoError(INSIDE),
];

/** Without the isolates around what stands in an Arabic sentence. */
const plain = (text: string) => text.replaceAll(/[\u2068\u2069]/gu, '');

// It tells the page that the language changed.
vi.stubGlobal('window', new EventTarget());
const { setLocale } = configureLocalization({
  sourceLocale,
  targetLocales,
  loadLocale: (language) => Promise.resolve(language === 'ar' ? arabic : russian),
});

describe.each([
  ['en', /^[^А-я]+\.$/],
  ['ru', /^[А-Я][^]*[а-я][^]*\.$/],
  ['ar', /^[ء-ي][^]*[ء-ي][^]*\.$/],
])('in %s', (language, sentences) => {
  beforeAll(() => setLocale(language));

  it('has a sentence of its own for every code', () => {
    const texts = ERRORS.map(errorText);
    expect(new Set(texts).size).toBe(ERRORS.length);
    for (const text of texts) {
      expect(text).toMatch(sentences);
      expect(text).not.toContain(INSIDE);
    }
  });

  it('puts the words of an unknown error behind its own', () => {
    expect(plain(errorText(new TypeError('x is undefined')))).toMatch(/\S.{20,} \(x is undefined\)$/);
    expect(plain(errorText('thrown text'))).toContain('(thrown text)');
  });

  it('leaves what is said already', () => {
    expect(errorText(new SpokenError('Schon gesagt.'))).toBe('Schon gesagt.');
  });
});
