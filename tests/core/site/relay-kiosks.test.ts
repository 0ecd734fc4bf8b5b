/** @file The list of kiosks that may use a plain relay. */
import { describe, expect, it } from 'vitest';
import { CODE_SYMBOLS, kioskCodesIn, makeKioskCode } from '../../../src/core/site/relay-kiosks.ts';

describe('kioskCodesIn', () => {
  it('reads a code a line, in either case, and passes over the rest', () => {
    const file = '# of the north gate\r\n7K2M-9QXA  # since November\r\n\r\nabcd-0123\nILOU-ILOU\n7K2M9QXA\n';
    expect(kioskCodesIn(file)).toEqual(['7K2M-9QXA', 'ABCD-0123']);
  });

  it('finds none in a page that a host gives for any address', () => {
    expect(kioskCodesIn('<!doctype html>\n<title>Facegate</title>\n<p>7K2M-9QXA</p>')).toEqual([]);
  });
});

describe('makeKioskCode', () => {
  it('makes codes that a list can name, and others each time', () => {
    const codes = Array.from({ length: 200 }, () =>
      makeKioskCode(crypto.getRandomValues(new Uint8Array(CODE_SYMBOLS))),
    );
    expect(kioskCodesIn(codes.join('\n'))).toEqual(codes);
    expect(new Set(codes).size).toBe(200);
  });
});
