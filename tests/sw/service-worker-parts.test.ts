/** @file What the service worker adds to responses, and how it knows how much there is to store. */
import { expect, it } from 'vitest';
import { headersFor } from '../../src/core/site/headers.ts';
import { withKioskHeaders } from '../../src/sw/kiosk-headers.ts';
import { bytesOf, revisionWithSize } from '../../src/sw/precache-size.ts';

it('gives a bare response every header and leaves its body alone', async () => {
  const bare = new Response('page', { status: 203, headers: { 'Content-Type': 'text/html' } });
  const dressed = withKioskHeaders(bare, '/');
  for (const [name, value] of Object.entries(headersFor('/'))) expect(dressed.headers.get(name)).toBe(value);
  expect(dressed.headers.get('Content-Type')).toBe('text/html');
  expect(dressed.status).toBe(203);
  expect(await dressed.text()).toBe('page');
});

it('passes on what came with headers, and errors, as they are', () => {
  const whole = new Response('page', { headers: headersFor('/') });
  expect(withKioskHeaders(whole, '/')).toBe(whole);
  const error = Response.error();
  expect(withKioskHeaders(error, '/')).toBe(error);
});

it('reads a file’s length back from its revision', () => {
  expect(bytesOf({ url: 'a', revision: revisionWithSize('0a1b', 26_781_914) })).toBe(26_781_914);
  expect(bytesOf({ url: 'a', revision: null })).toBe(0);
  expect(bytesOf({ url: 'a', revision: '0a1b' })).toBe(0);
  expect(bytesOf({ url: 'a', revision: '0a1b.x' })).toBe(0);
});
