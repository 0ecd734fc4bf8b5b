/** @file The secrets that sign orders: the kiosk holds keys that sign, and nothing in it tells the secret again. */
import 'fake-indexeddb/auto';
import { createHmac } from 'node:crypto';
import { beforeEach, expect, it, vi } from 'vitest';
import { signature } from '../../src/actuators/sign.ts';
import { KioskSession } from '../../src/kiosk/session.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import { SECRET, WebhookServer } from '../actuators/webhook-server.ts';
import { freshStorage, PASSPHRASE } from '../storage/support.ts';

const SIGNING = ['relaySecret', 'webhookSecret', 'mqttSecret'] as const;

let session: KioskSession;

beforeEach(async () => {
  // The camera makes its video element at once.
  vi.stubGlobal('document', { createElement: () => new EventTarget() });
  const { storage } = freshStorage();
  session = new KioskSession('http://localhost/', storage);
  const secrets = { relaySecret: SECRET, webhookSecret: SECRET, mqttSecret: SECRET };
  await session.open(await storage.initialise(PASSPHRASE, { ...DEFAULT_SETTINGS, ...secrets }, 1));
  await session.access.authorise(PASSPHRASE);
});

const stored = async () => (await session.access.store!.settings()).values;

it('are keys that sign as the secret does, and cannot be exported', async () => {
  const signed = createHmac('sha256', SECRET).update('7.order').digest('hex');
  for (const name of SIGNING) {
    const key = session.site.keys[name]!;
    expect(key).toMatchObject({ extractable: false, usages: ['sign'] });
    expect(await signature(key, '7', 'order')).toBe(signed);
    expect(session.site.settings[name]).not.toBe('');
  }
});

it('stand nowhere in the session, also after a change', async () => {
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    expect(value).not.toBe(SECRET);
    if (value === null || typeof value !== 'object' || seen.has(value)) return;
    seen.add(value);
    for (const name of Reflect.ownKeys(value)) visit(Reflect.get(value, name));
  };
  visit(session);
  await session.site.changeSettings({ policy: 'strict' });
  seen.clear();
  visit(session);
  expect(seen.size).toBeGreaterThan(50);
});

it('stay as they are stored over every other change, and what stands for one is never stored', async () => {
  const shown = session.site.settings;
  await session.site.changeSettings({ ...shown, policy: 'strict' });
  await session.site.note({ ...shown, retentionDays: 9 }, { kind: 'locked' });
  expect(await stored()).toMatchObject({ relaySecret: SECRET, webhookSecret: SECRET, mqttSecret: SECRET });
});

it('are others, or none, once the administrator says so', async () => {
  const other = 'another secret of the door';
  await session.site.changeSettings({ relaySecret: '', mqttSecret: other });
  expect(session.site.keys.relaySecret).toBeNull();
  expect(session.site.settings.relaySecret).toBe('');
  const signed = createHmac('sha256', other).update('7.order').digest('hex');
  expect(await signature(session.site.keys.mqttSecret!, '7', 'order')).toBe(signed);
  expect(await stored()).toMatchObject({ relaySecret: '', webhookSecret: SECRET, mqttSecret: other });
});

it('sign the orders that the kiosk sends', async () => {
  const server = new WebhookServer();
  await server.start();
  await session.site.changeSettings({ doorOutput: 'webhook', webhookUrl: server.url });
  expect(await session.testDoor()).toEqual({ kind: 'confirmed' });
  expect(server.told).toMatchObject([{ signed: true }]);
  await session.site.changeSettings({ webhookSecret: '' });
  expect(await session.testDoor()).toEqual({ kind: 'failed', reason: 'notSetUp' });
  await session.lock();
  await server.stop();
});
