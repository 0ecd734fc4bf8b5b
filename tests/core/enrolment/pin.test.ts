import { describe, expect, it } from 'vitest';
import { checkPinForm, pinProblem } from '../../../src/core/enrolment/pin.ts';

describe('pinProblem', () => {
  it.each(['582914', '690736', '271828', '5829143076', '846193', '58291430'])('takes %s', (pin) => {
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
    // By other steps, by runs one after the other, and a run with one digit more.
    ['135791', 'pinTrivial'],
    ['963074', 'pinTrivial'],
    ['112233', 'pinTrivial'],
    ['123987', 'pinTrivial'],
    ['123457', 'pinTrivial'],
    ['8345678', 'pinTrivial'],
    // Mirrored.
    ['583385', 'pinTrivial'],
    ['5839385', 'pinTrivial'],
    ['12211221', 'pinTrivial'],
    // Along the keys.
    ['147258', 'pinTrivial'],
    ['159753', 'pinTrivial'],
    ['147896', 'pinTrivial'],
    ['2580852', 'pinTrivial'],
    // Dates in every order, alone and one after the other; years with little beside them.
    ['190736', 'pinDate'],
    ['071936', 'pinDate'],
    ['360719', 'pinDate'],
    ['361907', 'pinDate'],
    ['19071936', 'pinDate'],
    ['07191936', 'pinDate'],
    ['19360719', 'pinDate'],
    ['19361907', 'pinDate'],
    ['1971936', 'pinDate'],
    ['041984', 'pinDate'],
    ['198404', 'pinDate'],
    ['198477', 'pinDate'],
    ['772003', 'pinDate'],
    ['24060709', 'pinDate'],
    ['19842003', 'pinDate'],
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
