// @vitest-environment happy-dom
/** @file The set-up check that an operator left open closes by itself; one that the kiosk began with stays. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import '../../../src/ui/start/preflight.ts';
import type { PreflightCheck } from '../../../src/locales/preflight-check.ts';
import { OPERATOR_IDLE_MS } from '../../../src/ui/elements/idle-timer.ts';
import { newSession } from '../support/session.ts';

const ENOUGH: PreflightCheck = {
  ...{ id: 'camera', title: 'Camera', state: 'warn', detail: '', command: null, technical: null },
};

const { offline } = newSession();

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

function left(brief: boolean, checks: readonly PreflightCheck[] = [ENOUGH]): string[] {
  const said: string[] = [];
  const element = Object.assign(document.createElement('kiosk-preflight'), { brief, checks, offline });
  for (const what of ['done', 'again']) element.addEventListener(what, () => said.push(what));
  document.body.append(element);
  vi.advanceTimersByTime(OPERATOR_IDLE_MS - 1);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(1);
  return said;
}

it('goes on to the door once nobody has touched it for a while', () => {
  expect(left(true)).toEqual(['done']);
});

it('is checked anew, for everybody to read, where the kiosk cannot run', () => {
  expect(left(true, [{ ...ENOUGH, state: 'fail' }])).toEqual(['again']);
});

it('stays where it tells nothing to hide', () => {
  expect(left(false)).toEqual([]);
});
