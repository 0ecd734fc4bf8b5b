// @vitest-environment happy-dom
/** @file Settings: what Save stores, and that Cancel stores nothing. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { KioskSession } from '../../../../src/kiosk/session.ts';
import { DEFAULT_SETTINGS } from '../../../../src/storage/settings.ts';
import type { KioskSettingsPanel } from '../../../../src/ui/operator/settings/settings-panel.ts';
import '../../../../src/ui/operator/settings/settings-panel.ts';
import {
  all,
  buttonsOf,
  choose,
  field,
  find,
  heard,
  mount,
  press,
  type,
  wordsOf,
} from '../../support/mount.ts';
import { openSession, OPERATOR } from '../../support/session.ts';

let session: KioskSession;
let panel: KioskSettingsPanel;
let done: unknown[];
let logDays: number | null;

beforeEach(async () => {
  session = await openSession();
  logDays = session.site.logDays;
  panel = await mount('kiosk-settings-panel', { session });
  done = heard(panel, 'done');
});

afterEach(() => {
  vi.restoreAllMocks();
});

async function save(): Promise<void> {
  await press(panel, 'Save');
  await vi.waitFor(() => expect(done).toHaveLength(1));
}

/** Changes of settings in the log. */
async function logged(): Promise<readonly string[]> {
  const entries = await session.access.store!.auditEntries();
  return entries.map(({ event }) => event.kind).filter((kind) => kind === 'settings');
}

it('starts with what holds', () => {
  expect(field(panel, 'How strict').value).toBe(DEFAULT_SETTINGS.policy);
  expect(field(panel, 'How people are recognised').value).toBe(DEFAULT_SETTINGS.mode);
  expect(field(panel, 'Days that a person’s record is kept').value).toBe(
    String(DEFAULT_SETTINGS.retentionDays),
  );
  expect(field(panel, 'Show face points on the picture').checked).toBe(DEFAULT_SETTINGS.showLandmarks);
});

it('stores every choice', async () => {
  await choose(panel, 'How strict', 'strict');
  await choose(panel, 'How people are recognised', 'verify');
  await choose(panel, 'Badge and PIN instead of the face', 'on');
  await choose(panel, 'Sound at the door', 'sounds');
  await type(panel, 'Days that a person’s record is kept', '90');
  field(panel, 'Show face points on the picture').click();
  await save();
  expect(session.site.settings).toEqual({
    ...DEFAULT_SETTINGS,
    policy: 'strict',
    mode: 'verify',
    badgeAndPin: 'on',
    sound: 'sounds',
    retentionDays: 90,
    showLandmarks: !DEFAULT_SETTINGS.showLandmarks,
  });
  expect((await session.access.store!.settings()).values).toEqual(session.site.settings);
});

it.each([
  ['400', 400],
  ['', null],
])('stores for how long the log is kept (“%s”)', async (typed, days) => {
  await type(panel, 'Days that the log is kept', typed);
  await save();
  expect(session.site.logDays).toBe(days);
});

it('stores what is changed, and nothing else', async () => {
  await choose(panel, 'How strict', 'convenience');
  await save();
  expect(session.site.settings).toEqual({ ...DEFAULT_SETTINGS, policy: 'convenience' });
  expect(session.site.logDays).toBe(logDays);
});

it('stores nothing when it is given up', async () => {
  await choose(panel, 'How strict', 'convenience');
  await type(panel, 'Days that a person’s record is kept', '3');
  await type(panel, 'Days that the log is kept', '400');
  await press(panel, 'Cancel');
  expect(done).toEqual([]);
  await press(panel, 'Keep editing');
  expect(field(panel, 'How strict').value).toBe('convenience');
  await press(panel, 'Cancel');
  await press(panel, 'Leave without saving');
  expect(done).toHaveLength(1);
  expect(session.site.settings).toEqual(DEFAULT_SETTINGS);
  expect(session.site.logDays).toBe(logDays);
  expect(await logged()).toEqual([]);
});

it.each([
  ['nothing', () => Promise.resolve()],
  [
    'what was put back',
    async () => {
      await choose(panel, 'How strict', 'strict');
      await choose(panel, 'How strict', DEFAULT_SETTINGS.policy);
    },
  ],
])('asks nothing when %s is changed', async (_, change) => {
  await change();
  await press(panel, 'Cancel');
  expect(done).toHaveLength(1);
});

it.each([
  ['hours', 'Access hours', () => choose(panel, 'When everybody may enter', 'hours')],
  ['consent', 'Consent text', () => choose(panel, 'For people who enrol with their face', 'own')],
])('asks before changes of %s are lost', async (inner, button, change) => {
  const shown = heard(panel, 'inner');
  await press(panel, button);
  await change();
  await press(panel, 'Cancel');
  expect(shown).toEqual([inner]);
  await press(panel, 'Leave without saving');
  expect(shown).toEqual([inner, null]);
  expect(buttonsOf(panel)).toContain(button);
});

it('says why nothing was stored, and stays open', async () => {
  await choose(panel, 'How strict', 'convenience');
  await session.access.authorise(OPERATOR);
  await press(panel, 'Save');
  await vi.waitFor(() => expect(wordsOf(find(panel, '[role=alert]'))).toContain('Ask the administrator'));
  expect(done).toEqual([]);
  expect(session.site.settings).toEqual(DEFAULT_SETTINGS);
});

it('says what each policy means while it is chosen', async () => {
  const before = field(panel, 'How strict').getAttribute('hint');
  await choose(panel, 'How strict', 'strict');
  expect(field(panel, 'How strict').getAttribute('hint')).not.toBe(before);
});

it.each([
  ['Access hours', 'kiosk-hours-panel'],
  ['Consent text', 'kiosk-consent-panel'],
])('leads to “%s”, and keeps what is chosen meanwhile', async (button, inner) => {
  await choose(panel, 'How strict', 'strict');
  await press(panel, button);
  find(panel, inner).dispatchEvent(new CustomEvent('done'));
  await vi.waitFor(() => expect(all(panel, inner)).toEqual([]));
  expect(field(panel, 'How strict').value).toBe('strict');
});

it('says in one sentence what is missing for the graphics card, and stores nothing', async () => {
  vi.spyOn(session, 'capabilities', 'get').mockReturnValue({
    webgpu: { kind: 'hardware', adapter: 'a' },
  } as unknown as KioskSession['capabilities']);
  const fetchBuild = vi.spyOn(session.offline, 'fetchBuild').mockResolvedValue(false);
  await choose(panel, 'Recognition runs on', 'webgpu');
  await press(panel, 'Save');
  const alert = () => wordsOf(find(panel, '[role=alert]'));
  await vi.waitFor(() =>
    expect(alert()).toBe('The program files for WebGPU are not on this device: connect it to its server.'),
  );
  expect(session.site.settings.backend).toBe('auto');
  await choose(panel, 'Recognition runs on', 'wasm');
  expect(all(panel, '[role=alert]')).toEqual([]);
  await choose(panel, 'Recognition runs on', 'webgpu');
  fetchBuild.mockResolvedValue(true);
  await save();
  expect(session.site.settings.backend).toBe('webgpu');
});
