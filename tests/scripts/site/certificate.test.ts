/**
 * @file The kept certificate covers the machine's addresses, is re-used while they stay, and replaced after.
 */
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readCertificate } from '../../../scripts/lib/site/certificate.ts';

let folder: string;
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'tls-')), 'kept');
});
afterAll(() => rm(join(folder, '..'), { recursive: true }));

describe('readCertificate', () => {
  it('names localhost and every address, and keeps its key to itself', async () => {
    const { cert, key } = await readCertificate(['192.0.2.7'], folder);
    const certificate = new X509Certificate(cert);
    for (const name of ['localhost', '127.0.0.1', '192.0.2.7']) {
      expect(certificate.checkHost(name) ?? certificate.checkIP(name), name).toBe(name);
    }
    expect(key).toContain('PRIVATE KEY');
    expect((await stat(join(folder, 'key.pem'))).mode & 0o077).toBe(0);
  });

  it('re-uses it while the addresses stay the same', async () => {
    const first = await readCertificate(['192.0.2.7'], folder);
    expect(await readCertificate(['192.0.2.7'], folder)).toEqual(first);
  });

  it('makes a new one for other addresses, and when the old one runs out', async () => {
    const first = await readCertificate(['192.0.2.7'], folder);
    const second = await readCertificate(['192.0.2.8'], folder);
    expect(second.cert).not.toBe(first.cert);
    vi.useFakeTimers({ now: Date.parse(new X509Certificate(second.cert).validTo), toFake: ['Date'] });
    const third = await readCertificate(['192.0.2.8'], folder);
    vi.useRealTimers();
    expect(third.cert).not.toBe(second.cert);
  });
});
