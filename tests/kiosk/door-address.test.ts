// @vitest-environment happy-dom
/**
 * @file Addresses of door outputs in the panel: secrets stay where they were meant to go, and what is missing is named.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { pagePolicy } from '../../src/core/site/headers.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import type { Settings } from '../../src/storage/settings.ts';
import { keepingSecrets, originOf, pageDoorOrigins } from '../../src/kiosk/door-address.ts';
import { blockedText, doorSettingsProblem } from '../../src/locales/door-output.ts';

const STORED: Settings = {
  ...DEFAULT_SETTINGS,
  webhookUrl: 'https://door.example/open',
  webhookSecret: 'a secret of the door',
  mqttUrl: 'wss://broker.example',
  mqttPassword: 'hush',
  mqttSecret: 'a secret of the controller',
};

describe('keepingSecrets', () => {
  it('keeps a secret while the address stays at its origin', () => {
    const change = { webhookUrl: 'https://door.example/other', mqttUrl: 'wss://broker.example/mqtt' };
    expect(keepingSecrets(STORED, change)).toEqual(change);
    expect(keepingSecrets(STORED, { doorTellsSubject: true })).toEqual({ doorTellsSubject: true });
  });

  it('forgets it when the address goes elsewhere, unless a new one comes with it', () => {
    const moved = { webhookUrl: 'https://evil.example/', mqttUrl: 'wss://broker.example:8884' };
    expect(keepingSecrets(STORED, moved)).toEqual({
      ...moved,
      webhookSecret: '',
      mqttPassword: '',
      mqttSecret: '',
    });
    const anew = {
      ...moved,
      webhookSecret: 'another secret, as long',
      mqttPassword: 'other',
      mqttSecret: 'one more secret, as long',
    };
    expect(keepingSecrets(STORED, anew)).toEqual(anew);
  });
});

describe('doorSettingsProblem', () => {
  it.each<[string, Partial<Settings>, RegExp | null]>([
    ['no webhook', { doorOutput: 'webhook', webhookUrl: '' }, /https/],
    ['plain http', { doorOutput: 'webhook', webhookUrl: 'http://door.example' }, /https/],
    ['no secret', { doorOutput: 'webhook', webhookSecret: '' }, /secret/],
    ['a webhook', { doorOutput: 'webhook' }, null],
    ['plain ws', { doorOutput: 'mqtt', mqttUrl: 'ws://broker.example' }, /wss/],
    ['a wildcard', { doorOutput: 'mqtt', mqttTopic: 'a/#' }, /topic/],
    ['orders of MQTT that nothing signs', { doorOutput: 'mqtt', mqttSecret: '' }, /secret/],
    ['a door without a name', { doorOutput: 'webhook', doorName: '' }, /letters and digits for the door/],
    ['a name that is markup', { doorOutput: 'mqtt', doorName: '<b>' }, /letters and digits for the door/],
    ['a name in another script', { doorOutput: 'webhook', doorName: 'Вход 2' }, null],
    ['a broker', { doorOutput: 'mqtt', mqttPassword: '' }, null],
    ['a relay', { doorOutput: 'relay', webhookUrl: '' }, null],
  ])('%s', (_name, change, problem) => {
    const text = doorSettingsProblem({ ...STORED, ...change });
    if (problem === null) expect(text).toBeNull();
    else expect(text).toMatch(problem);
  });
});

describe('pageDoorOrigins', () => {
  afterEach(() => {
    document.head.innerHTML = '';
  });

  it('reads what the page was built to reach', () => {
    expect(pageDoorOrigins()).toEqual([]);
    const policy = pagePolicy(['https://door.example', 'wss://broker.example:8884']);
    document.head.innerHTML = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
    expect(pageDoorOrigins()).toEqual(['https://door.example', 'wss://broker.example:8884']);
  });
});

it('tells what to set, with the origins that are set already', () => {
  const text = blockedText('https://door.example', ['wss://broker.example']);
  const command = 'npm start -- --door wss://broker.example https://door.example';
  expect(text).toContain(command);
  // Its dashes would jump to the other side of a sentence that runs from right to left.
  document.documentElement.lang = 'ar';
  const mirrored = blockedText('https://door.example', ['wss://broker.example']);
  expect(mirrored).toContain(`\u2068${command}\u2069`);
  document.documentElement.lang = '';
});

it.each([
  ['https://door.example/open?x=1', 'https://door.example'],
  ['wss://broker.example:8884/mqtt', 'wss://broker.example:8884'],
  ['https://', null],
  ['', null],
])('the origin of %j is %j', (address, origin) => {
  expect(originOf(address)).toBe(origin);
});
