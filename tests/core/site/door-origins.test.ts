/**
 * @file What the content security policy lets the kiosk reach: nothing, unless the site names an origin, and nothing
 * but that.
 */
import { describe, expect, it } from 'vitest';
import { parseDoorOrigins } from '../../../src/core/site/door-origins.ts';
import { doorOriginsIn, headersFor, pagePolicy } from '../../../src/core/site/headers.ts';

const connectSrc = (origins?: readonly string[]) =>
  /connect-src [^;]*/.exec(headersFor(origins)['Content-Security-Policy'])?.[0];

describe('headersFor', () => {
  it('lets the kiosk reach itself alone by default', () => {
    expect(connectSrc()).toBe("connect-src 'self'");
    expect(connectSrc(parseDoorOrigins([]))).toBe("connect-src 'self'");
  });

  it('adds the door’s origins to what may be connected to, and to nothing else', () => {
    const origins = parseDoorOrigins(['https://door.example', 'wss://broker.example:8884']);
    expect(connectSrc(origins)).toBe("connect-src 'self' https://door.example wss://broker.example:8884");
    const rest = (policy: string) => policy.replace(/connect-src [^;]*; /, '');
    const [bare, opened] = [headersFor(), headersFor(origins)];
    expect(rest(opened['Content-Security-Policy'])).toBe(rest(bare['Content-Security-Policy']));
    expect({ ...opened, 'Content-Security-Policy': '' }).toEqual({ ...bare, 'Content-Security-Policy': '' });
  });

  it('has every directive in the page too, but who may frame it, which only a header can say', () => {
    const origins = parseDoorOrigins(['https://door.example', 'wss://broker.example:8884']);
    const header = headersFor(origins)['Content-Security-Policy'];
    expect(`${pagePolicy(origins)}; frame-ancestors 'none'`).toBe(header);
    expect(doorOriginsIn(pagePolicy(origins))).toEqual(origins);
    expect(doorOriginsIn(pagePolicy())).toEqual([]);
    expect(doorOriginsIn('')).toEqual([]);
  });

  it('lets the kiosk ask for a serial port', () => {
    expect(headersFor()['Permissions-Policy']).toContain('serial=(self)');
  });
});

describe('parseDoorOrigins', () => {
  it.each([
    [[], []],
    [['https://Door.Example/'], ['https://door.example']],
    [['https://door.example:8443/open?door=1'], ['https://door.example:8443']],
    [
      ['http://localhost:9000', 'ws://127.0.0.1:9001'],
      ['http://localhost:9000', 'ws://127.0.0.1:9001'],
    ],
    [['https://192.168.1.20:8443', 'https://192.168.1.20:8443/x'], ['https://192.168.1.20:8443']],
  ])('takes %j', (addresses, origins) => {
    expect(parseDoorOrigins(addresses)).toEqual(origins);
  });

  it.each([
    '*',
    'https:',
    'https://*',
    'https://*.example',
    'door.example',
    'http://door.example',
    'ws://192.168.1.20',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'https://user@door.example',
    "https://door.example;script-src'unsafe-inline'",
    "'unsafe-eval'",
    'data:',
    'https://door.example:port',
    'https://-door.example',
    "https://door.example 'unsafe-inline'/",
    'https://door.example; script-src *',
    '',
  ])('refuses %j, and says which it is', (address) => {
    expect(() => parseDoorOrigins(['https://door.example', address])).toThrow(`“${address}”`);
  });
});
