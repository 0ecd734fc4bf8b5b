import { describe, expect, it } from 'vitest';
import { checkDetails } from '../../../src/core/enrolment/details.ts';

const check = (name: string, badge = '', used: string[] = []) => checkDetails({ name, badge }, used);

describe('checkDetails', () => {
  it('trims, joins spaces, composes accents and takes an empty badge for none', () => {
    expect(check('  Zoe\u0308   Q ')).toEqual({ ok: true, details: { name: 'Zoë Q', badge: null } });
  });

  it('stores badges in upper case and without spaces', () => {
    expect(check('A', ' ab 12 ')).toEqual({ ok: true, details: { name: 'A', badge: 'AB12' } });
  });

  it.each(['', '   ', '\u200b\u200d', '\n'])('refuses the empty name %j', (name) => {
    expect(check(name)).toEqual({ ok: false, problems: ['nameMissing'] });
  });

  it('counts characters, not code units: 80 are allowed, 81 are not', () => {
    expect(check('𝒜'.repeat(80)).ok).toBe(true);
    expect(check('𝒜'.repeat(81))).toEqual({ ok: false, problems: ['nameTooLong'] });
  });

  it('removes invisible characters, which could make two names look alike', () => {
    expect(check('A\u202eB')).toEqual({ ok: true, details: { name: 'AB', badge: null } });
  });

  it.each(['A-1', 'A_1', '1;2', '#7'])('refuses the badge %j', (badge) => {
    expect(check('A', badge)).toEqual({ ok: false, problems: ['badgeForm'] });
  });

  it('takes letters and digits of any script', () => {
    expect(check('A', 'ж٣').ok).toBe(true);
  });

  it('refuses a badge that somebody has, whatever its case', () => {
    expect(check('A', 'ab12', ['x', 'Ab12'])).toEqual({ ok: false, problems: ['badgeTaken'] });
    expect(check('A', 'ab13', ['x', 'Ab12']).ok).toBe(true);
  });

  it('names every problem at once', () => {
    expect(check('', '-'.repeat(33))).toEqual({
      ok: false,
      problems: ['nameMissing', 'badgeForm', 'badgeTooLong'],
    });
  });
});
