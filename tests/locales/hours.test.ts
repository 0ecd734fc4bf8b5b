import { describe, expect, it } from 'vitest';
import { hoursText } from '../../src/locales/hours.ts';

/** Intl parts its AM and PM with a narrow space. */
const plain = (text: string) => text.replaceAll(/\s/gu, ' ');

describe('hoursText', () => {
  it('names runs of days and times as the language writes them', () => {
    const hours = [
      { days: [1, 2, 3, 4, 5], fromMinute: 480, untilMinute: 1_080 },
      { days: [6, 7], fromMinute: 600, untilMinute: 780 },
    ] as const;
    expect(plain(hoursText(hours, 'en'))).toBe('Mon–Fri 8:00 AM–6:00 PM; Sat, Sun 10:00 AM–1:00 PM');
    expect(plain(hoursText(hours, 'ru'))).toBe('пн–пт 08:00–18:00; сб, вс 10:00–13:00');
  });

  it('leaves out the times of a whole day, and parts days that are not in a row', () => {
    const hours = [{ days: [1, 3, 4, 5, 7], fromMinute: 0, untilMinute: 0 }] as const;
    expect(hoursText(hours, 'en')).toBe('Mon, Wed–Fri, Sun');
  });

  it('has words for always and never', () => {
    expect(hoursText(null, 'en')).toBe('at any time');
    expect(hoursText([], 'en')).toBe('never');
  });
});
