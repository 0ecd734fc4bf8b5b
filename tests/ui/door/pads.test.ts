// @vitest-environment happy-dom
/** @file The two pads at the door: what the keys on the screen write, and what is handed on. */
import { beforeEach, describe, expect, it } from 'vitest';
import { BADGE_MAX } from '../../../src/core/enrolment/badge.ts';
import type { OpenPad } from '../../../src/kiosk/pin-controller.ts';
import type { KioskClaimPad } from '../../../src/ui/door/claim-pad.ts';
import '../../../src/ui/door/claim-pad.ts';
import type { KioskPinPad } from '../../../src/ui/door/pin-pad.ts';
import '../../../src/ui/door/pin-pad.ts';
import { all, buttonsOf, field, find, heard, mount, press, settle, type, wordsOf } from '../support/mount.ts';

const DELETE = 'Delete the last digit';

async function pressAll(pad: HTMLElement, keys: string): Promise<void> {
  for (const key of keys) await press(pad, key);
}

describe('the digit keys', () => {
  it('are ten digits, one to delete and one to go on', async () => {
    const pad = await mount('kiosk-claim-pad');
    expect(buttonsOf(pad).slice(0, 12)).toEqual([
      ...['1', '2', '3', '4', '5', '6', '7', '8', '9'],
      ...[DELETE, '0', 'Check this number'],
    ]);
  });

  it('write one digit each, and take the last one back', async () => {
    const pad = await mount('kiosk-claim-pad');
    await pressAll(pad, '1902');
    await press(pad, DELETE);
    expect(field(pad, 'Badge number').value).toBe('190');
  });

  it('write no more than a badge number has', async () => {
    const pad = await mount('kiosk-claim-pad');
    await type(pad, 'Badge number', '7'.repeat(BADGE_MAX));
    await press(pad, '8');
    expect(field(pad, 'Badge number').value).toBe('7'.repeat(BADGE_MAX));
  });
});

describe('kiosk-claim-pad', () => {
  let pad: KioskClaimPad;
  let claims: unknown[];

  beforeEach(async () => {
    pad = await mount('kiosk-claim-pad', { lettered: true });
    claims = heard(pad, 'claim');
  });

  it('hands on what was typed, whoever has it or nobody, and is empty for the next person', async () => {
    await pressAll(pad, '1024');
    await press(pad, 'Check this number');
    expect(field(pad, 'Badge number').value).toBe('');
    await type(pad, 'Badge number', ' k7 ');
    await press(pad, 'Check this number');
    expect(claims).toEqual(['1024', 'k7']);
  });

  it('types letters of two units whole', async () => {
    await type(pad, 'Badge number', '\u{10428}'.repeat(BADGE_MAX));
    await press(pad, 'Check this number');
    expect(claims).toEqual(['\u{10428}'.repeat(BADGE_MAX)]);
  });

  it('hands nothing on while nothing is typed', async () => {
    await press(pad, 'Check this number');
    expect(claims).toEqual([]);
  });

  it('takes a whole name, and lists none', async () => {
    await press(pad, 'Type my name instead');
    expect(buttonsOf(pad)).toEqual(['Check this name', 'Use my badge number']);
    await type(pad, 'Your whole name', 'A');
    expect(buttonsOf(pad)).toEqual(['Check this name', 'Use my badge number']);
    await type(pad, 'Your whole name', 'Ada Person');
    await press(pad, 'Check this name');
    expect(claims).toEqual(['Ada Person']);
  });

  it.each([
    [false, 'none'],
    [true, 'text'],
  ])('calls the device’s keyboard only where badges have letters (%s)', async (lettered, mode) => {
    const fresh = await mount('kiosk-claim-pad', { lettered });
    expect(field(fresh, 'Badge number').getAttribute('inputmode')).toBe(mode);
  });
});

describe('kiosk-pin-pad', () => {
  const OPEN: OpenPad = {
    kind: 'open',
    asks: 'badgeAndPin',
    instead: false,
    checking: false,
    problem: null,
    waitS: 0,
  };
  let pad: KioskPinPad;
  let tries: unknown[];
  const badge = () => find(pad, 'input[name=badge]') as HTMLInputElement;
  const pin = () => find(pad, 'input[name=pin]') as HTMLInputElement;

  async function show(change: Partial<OpenPad>): Promise<void> {
    pad.pad = { ...OPEN, ...change };
    await settle();
  }

  /** Types both, as a person does on the screen. */
  async function typeBoth(): Promise<void> {
    await pressAll(pad, '1024');
    await press(pad, 'Go on to the PIN');
    await pressAll(pad, '582914');
  }

  beforeEach(async () => {
    pad = await mount('kiosk-pin-pad', { pad: OPEN });
    tries = heard(pad, 'try');
  });

  it('takes the badge number first, then the PIN, and hands on both', async () => {
    await typeBoth();
    expect([badge().value, pin().value]).toEqual(['1024', '582914']);
    expect(tries).toEqual([]);
    await press(pad, 'Check badge and PIN');
    expect(tries).toEqual([{ badge: '1024', pin: '582914' }]);
  });

  it('shows no PIN', () => {
    expect(pin().type).toBe('password');
    expect(badge().type).toBe('text');
  });

  it('hands nothing on without a badge number', async () => {
    pin().focus();
    await pressAll(pad, '582914');
    await press(pad, 'Check badge and PIN');
    expect(tries).toEqual([]);
  });

  it.each([
    ['pin', 'Check the PIN', { badge: '', pin: '1024' }],
    ['badge', 'Check the badge number', { badge: '1024', pin: '' }],
  ] as const)('asks a recognised person for their %s alone', async (asks, key, typed) => {
    pad = await mount('kiosk-pin-pad', { pad: { ...OPEN, asks }, held: true });
    tries = heard(pad, 'try');
    expect(all(pad, 'input').map((input) => input.getAttribute('name'))).toEqual([asks]);
    await press(pad, key);
    expect(tries).toEqual([]);
    await pressAll(pad, '1024');
    await press(pad, key);
    expect(tries).toEqual([typed]);
    pad.pad = { ...OPEN, asks, checking: true };
    await settle();
    pad.pad = { ...OPEN, asks, problem: 'wrong' };
    await settle();
    expect(find(pad, 'input')).toHaveProperty('value', '');
    expect(wordsOf(find(pad, '[role=alert]'))).toBe('That number is wrong');
  });

  it('says that it is being checked, and takes no second try meanwhile', async () => {
    await typeBoth();
    await show({ checking: true });
    expect(wordsOf(find(pad, '[role=alert]'))).toBe('One moment');
    await expect(press(pad, 'Check badge and PIN')).rejects.toThrow('disabled');
  });

  it('forgets a PIN that was judged, and keeps the badge number', async () => {
    await typeBoth();
    await show({ checking: true });
    await show({ problem: 'wrong' });
    expect([badge().value, pin().value]).toEqual(['1024', '']);
    expect(wordsOf(find(pad, '[role=alert]'))).toBe('Wrong badge number or PIN');
  });

  it('says how long to wait after too many wrong tries', async () => {
    await show({ problem: 'wrong', waitS: 75 });
    expect(wordsOf(find(pad, '[role=alert]'))).toBe('Too many wrong tries. Please wait.');
    expect(wordsOf(find(pad, '[role=timer]'))).toBe('1:15');
  });

  it('says that nothing could be checked', async () => {
    await show({ problem: 'failed' });
    expect(wordsOf(find(pad, '[role=alert]'))).toContain('could not be checked');
  });

  it.each(['key', 'button'])('is given up by the %s', async (by) => {
    const cancelled = heard(pad, 'cancel');
    if (by === 'button') await press(pad, 'Cancel');
    else badge().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(cancelled).toHaveLength(1);
  });
});
