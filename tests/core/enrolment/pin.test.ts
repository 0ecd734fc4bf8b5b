import { describe, expect, it } from 'vitest';
import { checkPinForm, pinProblem } from '../../../src/core/enrolment/pin.ts';

describe('pinProblem', () => {
  it.each(['582914', '190736', '112358', '5829143076', '123457', '121314'])('takes %s', (pin) => {
    expect(pinProblem(pin, '1024')).toBeNull();
  });

  it.each([
    ['12a456', 'pinForm'],
    ['٤٨٢٩١٤', 'pinForm'],
    ['58 291', 'pinForm'],
    ['', 'pinTooShort'],
    ['58291', 'pinTooShort'],
    ['5829143076123', 'pinTooLong'],
    ['000000', 'pinTrivial'],
    ['565665', 'pinTrivial'],
    ['123456', 'pinTrivial'],
    ['789012', 'pinTrivial'],
    ['210987', 'pinTrivial'],
    ['123123', 'pinTrivial'],
    ['5825825', 'pinTrivial'],
  ] as const)('refuses %s: %s', (pin, problem) => {
    expect(pinProblem(pin, null)).toBe(problem);
  });

  it('refuses the badge number, alone, in a longer PIN and as a part of it', () => {
    expect(pinProblem('582914', '582914')).toBe('pinIsBadge');
    expect(pinProblem('071024', '1024')).toBe('pinIsBadge');
    expect(pinProblem('582914', 'AB7582914')).toBe('pinIsBadge');
    expect(pinProblem('582914', '82')).toBeNull();
  });
});

describe('checkPinForm', () => {
  const typed = (pin: string, repeat = pin) => ({ pin, repeat });

  it('takes a PIN typed twice, and none where none is needed', () => {
    expect(checkPinForm(typed('582914'), '1024', true)).toBeNull();
    expect(checkPinForm(typed(''), null, false)).toBeNull();
  });

  it('says what is missing', () => {
    expect(checkPinForm(typed(''), '1024', true)).toBe('pinMissing');
    expect(checkPinForm(typed(''), null, true)).toBe('pinWithoutBadge');
    expect(checkPinForm(typed('582914'), null, false)).toBe('pinWithoutBadge');
    expect(checkPinForm(typed('582914', '582915'), '1024', false)).toBe('pinRepeat');
    expect(checkPinForm(typed('', '582914'), '1024', false)).toBe('pinTooShort');
    expect(checkPinForm(typed('123456'), '1024', false)).toBe('pinTrivial');
  });
});
