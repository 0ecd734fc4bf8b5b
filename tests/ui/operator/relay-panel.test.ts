// @vitest-environment happy-dom
/** @file The relay in the operator's menu: its key, and the site's host that knows a kiosk for a plain relay. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import '../../../src/ui/operator/door-output/relay-panel.ts';
import type { KioskRelayPanel } from '../../../src/ui/operator/door-output/relay-panel.ts';
import { MemoryPort, MemorySerial, ON } from '../../actuators/memory-port.ts';
import { all, buttonsOf, find, mount, press, settle, type, wordsOf } from '../support/mount.ts';
import { openSession } from '../support/session.ts';

const CODE = '7K2M-9QXA';

let session: KioskSession;
let port: MemoryPort;
let panel: KioskRelayPanel;
let host: Server;
/** What the host answers to everything. */
let list: string;
let asked: string[];

beforeEach(async () => {
  port = new MemoryPort();
  Object.defineProperty(navigator, 'serial', { value: new MemorySerial([port]), configurable: true });
  list = '';
  asked = [];
  host = createServer((req, res) => {
    if (req.method === 'GET') asked.push(req.url ?? '');
    res.setHeader('Access-Control-Allow-Origin', '*');
    res.end(list);
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  session = await openSession();
  const { port: at } = host.address() as AddressInfo;
  Object.defineProperty(session, 'baseUrl', { value: `http://127.0.0.1:${String(at)}/door/` });
  await session.site.changeSettings({ doorOutput: 'relay', kioskCode: CODE });
  panel = await mount('kiosk-relay-panel', { session });
});
afterEach(async () => {
  await session.lock();
  host.closeAllConnections();
  await new Promise((resolve) => host.close(resolve));
  Reflect.deleteProperty(navigator, 'serial');
});

const words = () => wordsOf(panel);

it('shows the code of a kiosk that the host does not know yet, and what to do with it', () => {
  expect(words()).toContain('A plain relay does not open the door yet.');
  expect(words()).toContain(`add ${CODE} as a line to relay-kiosks.txt`);
});

it('asks the host, and believes only its own code', async () => {
  list = 'ABCD-0123\n<p>7K2M-9QXA</p>\n';
  await press(panel, 'Ask the server');
  await expect.poll(() => words()).toContain(`The server does not list ${CODE} yet.`);
  expect(asked).toEqual(['/door/relay-kiosks.txt']);
  expect(await session.testDoor()).toMatchObject({ reason: 'unknownKiosk' });

  list = `# north gate\n${CODE}\n`;
  await press(panel, 'Ask the server');
  await expect.poll(() => buttonsOf(panel)).not.toContain('Ask the server');
  expect(await session.testDoor()).toEqual({ kind: 'sent' });
  expect(port.written.at(-1)).toEqual(ON);
  expect(words()).toContain('A plain relay has no key.');
});

it('says so where the host cannot be reached', async () => {
  host.closeAllConnections();
  await new Promise((resolve) => host.close(resolve));
  await press(panel, 'Ask the server');
  await expect.poll(() => words()).toContain('The server cannot be reached.');
  host = createServer();
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
});

it('draws a code where settings were altered, and the host does not know that one', async () => {
  await session.site.changeSettings({ kioskCode: '', relayKnownAs: 'nobody' });
  panel = await mount('kiosk-relay-panel', { session });
  expect(await session.testDoor()).toMatchObject({ reason: 'unknownKiosk' });
  await press(panel, 'Make a code');
  await expect.poll(() => buttonsOf(panel)).toContain('Ask the server');
  const { kioskCode } = session.site.settings;
  expect(kioskCode).not.toBe(CODE);
  expect(words()).toContain(`add ${kioskCode} as a line`);
});

it('takes a key, shows it no more, and forgets it', async () => {
  await type(panel, 'Key of the relay', 'too short');
  await press(panel, 'Save');
  await expect.poll(() => words()).toContain('16 characters or more');
  await type(panel, 'Key of the relay', 'the key of the relay at the gate');
  await press(panel, 'Save');
  await expect.poll(() => session.site.keys.relaySecret).not.toBeNull();
  expect((await session.access.store!.settings()).values.relaySecret).toBe(
    'the key of the relay at the gate',
  );
  await settle();
  expect(buttonsOf(panel)).not.toContain('Ask the server');
  expect(find(panel, 'wa-input[type=password]')).toHaveProperty('value', '');
  expect(JSON.stringify(all(panel, '*').map((one) => one.outerHTML))).not.toContain(
    'the key of the relay at',
  );
  await press(panel, 'Remove the key');
  await expect.poll(() => session.site.settings.relaySecret).toBe('');
});
