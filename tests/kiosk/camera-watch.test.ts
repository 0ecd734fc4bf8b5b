// @vitest-environment happy-dom
/** @file The door's own camera: pinned at set-up, missed when another runs, and suspect until somebody has looked. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { observationOf } from '../../simulator/builders.ts';
import type { CameraFacts } from '../../src/core/liveness/camera-facts.ts';
import { pinOf } from '../../src/core/liveness/camera-pin.ts';
import { decisionContext } from '../../src/kiosk/decision-context.ts';
import { KioskSession } from '../../src/kiosk/session.ts';
import { DEFAULT_SETTINGS, SAFEST_SETTINGS, type Settings } from '../../src/storage/settings.ts';
import '../../src/ui/operator/settings/settings-panel.ts';
import { PASSPHRASE } from '../storage/support.ts';
import { mountHealth } from '../ui/support/health.ts';
import { field, find, heard, mount, press, settle, wordsOf } from '../ui/support/mount.ts';
import { newSession } from '../ui/support/session.ts';

// The build puts it in.
vi.stubGlobal('__PROGRAM_VERSION__', '0');
const ACCEPT = 'I have checked this camera: accept it';
const WEBCAM: CameraFacts = {
  label: 'HD Webcam',
  capabilities: { width: { max: 1280 }, height: { max: 720 }, frameRate: { max: 30 } },
  settings: { deviceId: 'a' },
  unresponsive: null,
};
const OBS: CameraFacts = { ...WEBCAM, label: 'OBS Virtual Camera', settings: { deviceId: 'obs' } };

let session: KioskSession;
let facts: CameraFacts | null;

/** A kiosk that was set up with these settings; its camera is not on yet. */
async function kiosk(change: Partial<Settings> = {}): Promise<void> {
  session = newSession();
  look();
  await session.open(await session.storage.initialise(PASSPHRASE, { ...DEFAULT_SETTINGS, ...change }, 1));
}

/** What the session sees of the camera is what a test says. */
function look(): void {
  facts = null;
  vi.spyOn(session.camera, 'facts', 'get').mockImplementation(() => facts);
  vi.spyOn(session.people, 'recognisable', 'get').mockReturnValue(1);
}

/** The page is loaded anew: nothing is left but what is stored. */
async function restart(): Promise<void> {
  const { storage } = session;
  await session.lock();
  session = new KioskSession('http://localhost/', storage);
  look();
  await session.open(await storage.unlock(PASSPHRASE, 2));
}

/** A camera is plugged in, or started anew. */
async function plug(camera: CameraFacts | null): Promise<void> {
  facts = camera && { ...camera };
  session.camera.dispatchEvent(new Event('statechange'));
  await session.cameraWatch.settled;
}

/** A second of pictures, over and over. */
async function loop(): Promise<void> {
  for (let at = 0; at < 60; at += 1)
    session.watch(observationOf(at, at * 50 + (at % 3), { frameHash: `${at % 20}`, face: null }));
  await session.cameraWatch.settled;
}

const kinds = async () => (await session.access.store!.auditEntries()).map(({ event }) => event.kind);
const count = async (kind: string) => (await kinds()).filter((one) => one === kind).length;

/** An administrator looks at the camera in Settings and accepts it. */
async function accept(): Promise<void> {
  await session.access.authorise(PASSPHRASE);
  const panel = await mount('kiosk-settings-panel', { session });
  field(panel, ACCEPT).click();
  await settle();
  await press(panel, 'Save');
  await vi.waitFor(() => expect(session.cameraWatch.closure).toBeNull(), 20_000);
}

describe('a pinned camera', () => {
  beforeEach(() => kiosk({ camera: pinOf(WEBCAM, false) }));

  it('lets people in by face, also after it was pulled out and after a restart', async () => {
    await plug(WEBCAM);
    expect(session.faceClosure).toBeNull();
    await plug(null);
    await plug(WEBCAM);
    await restart();
    await plug(WEBCAM);
    expect(session.faceClosure).toBeNull();
    expect(await kinds()).not.toContain('cameraChanged');
  });

  it('is missed when another one runs: the door stays shut for faces, and the log says so once', async () => {
    const other = { ...WEBCAM, label: 'Cam Link 4K' };
    await plug(other);
    expect(session.faceClosure).toBe('cameraOther');
    expect(decisionContext(session, { kind: 'identify' })).toBeNull();
    await plug(other);
    expect(await count('cameraChanged')).toBe(1);
    await plug(WEBCAM);
    // Its own name was a sign that nobody has looked at yet.
    expect(session.faceClosure).toBe('cameraSuspect');
  });

  it('is asked about once when only its name in the browser is another', async () => {
    await plug({ ...WEBCAM, settings: { deviceId: 'b' } });
    expect(session.faceClosure).toBe('cameraRenewed');
    const panel = await mountHealth(session);
    expect(wordsOf(panel)).toContain('Browsers renew these IDs');
    await accept();
    await restart();
    await plug({ ...WEBCAM, settings: { deviceId: 'b' } });
    expect(session.faceClosure).toBeNull();
  });
});

it('is the one that an administrator chooses by name, once it runs', async () => {
  await kiosk({ camera: pinOf(WEBCAM, false) });
  await plug(WEBCAM);
  const start = vi.spyOn(session.camera, 'start').mockImplementation(() => plug(null));
  await session.access.authorise(PASSPHRASE);
  const panel = await mount('kiosk-settings-panel', { session });
  const done = heard(panel, 'done');
  find(panel, 'kiosk-camera-picker').dispatchEvent(new CustomEvent('pick', { detail: 'b' }));
  await press(panel, 'Save');
  await vi.waitFor(() => expect(done).toHaveLength(1), 20_000);
  expect(start).toHaveBeenCalledWith('b');
  await plug({ ...WEBCAM, label: 'Better Webcam', settings: { deviceId: 'b' } });
  expect(session.faceClosure).toBeNull();
  await plug(WEBCAM);
  expect(session.faceClosure).toBe('cameraOther');
});

describe('signs of a suspect camera', () => {
  beforeEach(() => kiosk({ camera: pinOf(WEBCAM, false) }));

  it('stay when the plug is pulled and when the page is loaded anew, until somebody has looked', async () => {
    await plug(WEBCAM);
    await loop();
    expect(session.faceClosure).toBe('cameraSuspect');
    await plug(null);
    await plug(WEBCAM);
    expect(session.faceClosure).toBe('cameraSuspect');
    await restart();
    await plug(WEBCAM);
    expect(session.cameraWatch.flags).toEqual(['repeatedFrames']);
    expect(session.faceClosure).toBe('cameraSuspect');
    expect(await count('cameraSuspect')).toBe(1);
    await accept();
    await restart();
    await plug(WEBCAM);
    expect(session.faceClosure).toBeNull();
  });

  it('are raised anew by pictures that loop after somebody has looked', async () => {
    await plug(WEBCAM);
    await loop();
    await accept();
    await loop();
    expect(session.faceClosure).toBe('cameraSuspect');
  });

  it('in its name are accepted for this camera, and for no other', async () => {
    await plug(OBS);
    expect(session.faceClosure).toBe('cameraOther');
    await accept();
    await plug(null);
    await plug(OBS);
    expect(session.faceClosure).toBeNull();
    await plug({ ...OBS, label: 'ManyCam' });
    expect(session.faceClosure).toBe('cameraOther');
  });

  it('are not asked about before a video file, which opens nothing', async () => {
    await plug(OBS);
    vi.spyOn(session, 'demo', 'get').mockReturnValue(true);
    expect(session.faceClosure).toBeNull();
  });
});

describe('a kiosk of before', () => {
  it('takes the camera that runs when somebody unlocks it, and logs that', async () => {
    await kiosk({ camera: 'first' });
    await plug(WEBCAM);
    expect(session.faceClosure).toBeNull();
    expect(session.site.settings.camera).toEqual(pinOf(WEBCAM, false));
    expect(await count('cameraPinned')).toBe(1);
  });

  it('keeps accepted what was accepted by its label', async () => {
    await kiosk({ camera: 'first', approvedCameraLabel: OBS.label });
    await plug(OBS);
    expect(session.faceClosure).toBeNull();
  });

  it('takes no suspect camera without a look', async () => {
    await kiosk({ camera: 'first' });
    await plug(OBS);
    expect(session.faceClosure).toBe('cameraSuspect');
  });

  it('takes none that comes long after somebody was there', async () => {
    await kiosk({ camera: 'first' });
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 121_000);
    await plug(WEBCAM);
    expect(session.faceClosure).toBe('cameraUnknown');
    vi.restoreAllMocks();
  });
});

it('asks for a look where no camera was there at set-up, or the settings were altered', async () => {
  await kiosk({ camera: null });
  await plug(WEBCAM);
  expect(session.faceClosure).toBe('cameraUnknown');
  await kiosk({ camera: pinOf(WEBCAM, false) });
  vi.spyOn(session.site, 'settings', 'get').mockReturnValue(SAFEST_SETTINGS);
  await plug(WEBCAM);
  expect(session.faceClosure).toBe('cameraUnknown');
});

it('judges nobody by a picture that stands still, says so in Health, and goes on when it moves', async () => {
  await kiosk({ camera: pinOf(WEBCAM, false) });
  await plug(WEBCAM);
  const show = (from: number, until: number, hashOf: (at: number) => string | null) => {
    for (let at = from; at < until; at += 1)
      session.watch(observationOf(at, at * 50, { frameHash: hashOf(at), face: null }));
  };
  show(0, 45, () => 'same');
  expect(session.faceClosure).toBe('pictureFrozen');
  expect(wordsOf(await mountHealth(session))).toContain('picture is frozen');
  show(45, 50, (at) => `${at}`);
  expect(session.faceClosure).toBeNull();
  show(50, 95, () => null);
  expect(session.faceClosure).toBe('pictureBlank');
  // Neither is a sign of an attack.
  expect(session.cameraWatch.flags).toEqual([]);
});
