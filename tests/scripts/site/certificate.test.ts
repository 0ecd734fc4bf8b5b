/**
 * @file The site's authority and the certificate that it signs: what they cover, when they are kept, and when they are
 * made anew.
 */
import { createServer, request } from 'node:https';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Certificate, DAY_MS, readAuthority } from '../../../scripts/lib/site/authority.ts';
import { bringCertificate, hostsOf, readCertificate } from '../../../scripts/lib/site/certificate.ts';

const TABLET_SIDE = '192.168.1.7';
let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'tls-')), 'kept');
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(join(folder, '..'), { recursive: true });
});

function inDays(days: number): void {
  vi.useFakeTimers({ now: Date.now() + days * DAY_MS, toFake: ['Date'] });
}

/** @returns What a client says that trusts `ca` alone. */
async function connect({ key, cert }: Certificate, ca: string): Promise<string> {
  const server = createServer({ key, cert }, (_, res) => res.end('in'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise<string>((resolve) => {
      request({ host: '127.0.0.1', port, ca }, (res) => {
        res.resume();
        resolve('trusted');
      })
        .on('error', (error: NodeJS.ErrnoException) => {
          resolve(error.code ?? error.message);
        })
        .end();
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('readAuthority', () => {
  it('is made once, and keeps its key to itself', async () => {
    const first = await readAuthority([TABLET_SIDE], folder);
    expect(first.isNew).toBe(true);
    expect(await readAuthority(['192.168.1.8', '10.1.2.3'], folder)).toEqual({ ...first, isNew: false });
    expect((await stat(join(folder, 'authority-key.pem'))).mode & 0o077).toBe(0);
    expect(new X509Certificate(first.cert).ca).toBe(true);
  });

  it('is made anew for an address outside of private networks, and when it would not last for a year', async () => {
    const first = await readAuthority([TABLET_SIDE], folder);
    const outside = await readAuthority(['192.0.2.7'], folder);
    expect(outside.cert).not.toBe(first.cert);
    expect((await readAuthority(['192.0.2.7', TABLET_SIDE], folder)).isNew).toBe(false);
    inDays(3_300);
    expect((await readAuthority([TABLET_SIDE], folder)).isNew).toBe(true);
  });
});

describe('readCertificate', () => {
  it('names localhost and every address, and whoever trusts the authority trusts it', async () => {
    const authority = await readAuthority([TABLET_SIDE], folder);
    const leaf = await readCertificate([TABLET_SIDE], authority, folder);
    const certificate = new X509Certificate(leaf.cert);
    for (const name of ['localhost', '127.0.0.1', TABLET_SIDE]) {
      expect(certificate.checkHost(name) ?? certificate.checkIP(name), name).toBe(name);
    }
    expect(hostsOf(leaf)).toEqual(['localhost', '127.0.0.1', TABLET_SIDE]);
    expect((await stat(join(folder, 'key.pem'))).mode & 0o077).toBe(0);
    expect(await connect(leaf, authority.cert)).toBe('trusted');
  });

  it('is of no use for addresses that the authority may not sign for', async () => {
    const other = join(folder, 'other');
    const authority = await readAuthority([TABLET_SIDE], other);
    // A thief of the key signs for a public address.
    const leaf = await readCertificate(['192.0.2.7'], authority, other);
    expect(await connect(leaf, authority.cert)).not.toBe('trusted');
  });

  it('is kept while it lasts, and renewed by the same authority in time', async () => {
    const authority = await readAuthority([TABLET_SIDE], folder);
    const first = await readCertificate([TABLET_SIDE], authority, folder);
    expect(await readCertificate([TABLET_SIDE], authority, folder)).toEqual(first);
    inDays(340);
    const second = await readCertificate([TABLET_SIDE], authority, folder);
    expect(second.cert).not.toBe(first.cert);
    const issuer = new X509Certificate(authority.cert);
    expect(new X509Certificate(second.cert).verify(issuer.publicKey)).toBe(true);
  });

  it('is made anew for other addresses, and by another authority', async () => {
    const authority = await readAuthority([TABLET_SIDE], folder);
    const first = await readCertificate([TABLET_SIDE], authority, folder);
    const moved = await readCertificate(['192.168.1.8'], authority, folder);
    expect(moved.cert).not.toBe(first.cert);
    const other = await readAuthority([TABLET_SIDE], join(folder, 'another'));
    const signed = await readCertificate(['192.168.1.8'], other, folder);
    expect(await connect(signed, other.cert)).toBe('trusted');
  });
});

describe('bringCertificate', () => {
  it('takes a certificate with its key, and says what is wrong with another', async () => {
    const authority = await readAuthority([TABLET_SIDE], folder);
    const leaf = await readCertificate([TABLET_SIDE], authority, folder);
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    expect(await bringCertificate(cert, key)).toEqual(leaf);
    await expect(bringCertificate(key, key)).rejects.toThrow(/is no certificate in PEM/);
    await expect(bringCertificate(cert, cert)).rejects.toThrow(/is no private key in PEM/);
    const stranger = join(folder, 'stranger.pem');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(stranger, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await expect(bringCertificate(cert, stranger)).rejects.toThrow(/is not the key of/);
    inDays(500);
    await expect(bringCertificate(cert, key)).rejects.toThrow(/ran out on/);
  });
});
