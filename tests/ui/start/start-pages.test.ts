// @vitest-environment happy-dom
/** @file The pages before the door: the first run, and unlocking. */
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { kioskCodesIn } from '../../../src/core/site/relay-kiosks.ts';
import { judgePassphrase } from '../../../src/storage/keys/passphrase.ts';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import '../../../src/ui/operator/door-output/relay-panel.ts';
import '../../../src/ui/start/unlock.ts';
import type { KioskUnlock } from '../../../src/ui/start/unlock.ts';
import '../../../src/ui/start/wizard.ts';
import type { KioskWizard } from '../../../src/ui/start/wizard.ts';
import { MemoryPort, MemorySerial } from '../../actuators/memory-port.ts';
import { PASSPHRASE } from '../../storage/support.ts';
import { all, buttonsOf, find, mount, press, settle, type, wordsOf } from '../support/mount.ts';
import { newSession, openSession, OPERATOR } from '../support/session.ts';

// Loads the lists once, so that no test waits for them.
await judgePassphrase(PASSPHRASE);

describe('kiosk-unlock', () => {
  let session: KioskSession;
  let page: KioskUnlock;

  beforeEach(async () => {
    session = await openSession();
    await session.lock();
    page = await mount('kiosk-unlock', { session });
  });

  async function enter(passphrase: string): Promise<void> {
    await type(page, 'Passphrase', passphrase);
    await press(page, 'Unlock');
  }

  it.each([
    ['administrator', PASSPHRASE],
    ['operator', OPERATOR],
  ])('opens the store to the %s', async (role, passphrase) => {
    await enter(passphrase);
    await vi.waitFor(() => expect(session.access.store).not.toBeNull());
    expect(session.access.role).toBe(role);
  });

  it('stays locked after a wrong passphrase, and says so', async () => {
    await enter('not the one');
    await vi.waitFor(() => expect(wordsOf(find(page, '[role=alert]'))).toContain('Wrong passphrase'));
    expect(session.access.store).toBeNull();
  });

  it('leads to the recovery code and back', async () => {
    await press(page, 'Forgotten the passphrase?');
    await vi.waitFor(() => expect(all(page, 'kiosk-recover')).toHaveLength(1));
    find(page, 'kiosk-recover').dispatchEvent(new Event('back'));
    await settle();
    expect(wordsOf(find(page, 'h1'))).toBe('This kiosk is locked');
  });
});

describe('kiosk-wizard', () => {
  let session: KioskSession;
  let wizard: KioskWizard;
  let startCamera: MockInstance;

  beforeEach(async () => {
    session = newSession();
    startCamera = vi.spyOn(session.camera, 'start').mockResolvedValue();
    wizard = await mount('kiosk-wizard', { session });
  });

  /** As the form says that a good passphrase was typed twice, or that the code was noted. */
  async function settleChange(selector: string, key: string, value: unknown): Promise<void> {
    const element = find(wizard, selector);
    Object.defineProperty(element, key, { value });
    element.dispatchEvent(new Event('change'));
    await settle();
  }

  async function goToTheCamera(): Promise<void> {
    await press(wizard, 'Set up this kiosk');
    await settleChange('kiosk-new-passphrase', 'value', PASSPHRASE);
    await press(wizard, 'Continue');
    await settleChange('kiosk-recovery-code', 'noted', true);
    await press(wizard, 'Continue');
  }

  function heading(): string {
    return wordsOf(find(wizard, 'h1'));
  }

  it('goes on only with a passphrase, and only when the code is noted', async () => {
    await press(wizard, 'Set up this kiosk');
    await expect(press(wizard, 'Continue')).rejects.toThrow('disabled');
    await settleChange('kiosk-new-passphrase', 'value', PASSPHRASE);
    await press(wizard, 'Continue');
    expect(heading()).toBe('Keep the recovery code');
    await expect(press(wizard, 'Continue')).rejects.toThrow('disabled');
  });

  it('writes nothing before the last step', async () => {
    await goToTheCamera();
    expect(heading()).toBe('Check the camera');
    expect(startCamera).toHaveBeenCalledOnce();
    expect(await session.storage.isInitialised()).toBe(false);
  });

  it('sets the kiosk up, and opens it', async () => {
    await goToTheCamera();
    await press(wizard, 'Continue');
    await vi.waitFor(() => expect(session.access.store).not.toBeNull());
    expect(session.access.role).toBe('administrator');
    expect(await session.storage.isInitialised()).toBe(true);
    expect((await session.storage.credentials()).recoveryCode).toBe(true);
  });

  describe('in a browser that had a kiosk before', () => {
    let port: MemoryPort;

    /** @param camera - What the browser says of the camera. */
    async function again(camera: PermissionState = 'prompt'): Promise<void> {
      vi.spyOn(navigator.permissions, 'query').mockResolvedValue({ state: camera } as PermissionStatus);
      wizard = await mount('kiosk-wizard', { session });
      await settle();
    }

    beforeEach(() => {
      port = new MemoryPort();
    });
    afterEach(() => {
      vi.restoreAllMocks();
      localStorage.clear();
      Reflect.deleteProperty(navigator, 'serial');
    });

    const allow = () =>
      Object.defineProperty(navigator, 'serial', { value: new MemorySerial([port]), configurable: true });

    it('says nothing where there is no sign', async () => {
      localStorage.clear();
      await again();
      expect(all(wizard, 'kiosk-note')).toEqual([]);
    });

    it('says so by the mark that is left', async () => {
      localStorage.setItem('facegate.setUp', 'yes');
      await again();
      expect(wordsOf(find(wizard, 'kiosk-note'))).toMatch(/was a kiosk before.*opens nothing until/u);
    });

    it('says so by a serial port that the page may use, although all data was deleted', async () => {
      localStorage.clear();
      allow();
      await again();
      expect(wordsOf(find(wizard, 'kiosk-note'))).toMatch(/may have had a kiosk before.*a serial port/u);
    });

    it('says so by the camera that the page may use', async () => {
      localStorage.clear();
      await again('granted');
      expect(wordsOf(find(wizard, 'kiosk-note'))).toMatch(/may have had a kiosk before.*the camera/u);
    });

    it('opens no door for the new kiosk, with the port that was left or with one that is chosen anew', async () => {
      allow();
      await again();
      await goToTheCamera();
      await press(wizard, 'Continue');
      await vi.waitFor(() => expect(session.access.store).not.toBeNull());
      expect(port.forgotten).toBe(true);
      const { kioskCode } = session.site.settings;
      expect(kioskCodesIn(kioskCode)).toEqual([kioskCode]);

      await session.site.changeSettings({ doorOutput: 'relay' });
      const panel = await mount('kiosk-relay-panel', { session });
      await press(panel, 'Choose the relay');
      await settle();
      expect(port.forgotten).toBe(false);
      expect(await session.testDoor()).toEqual({ kind: 'failed', reason: 'unknownKiosk' });
      // The contact was told to open at most.
      expect(port.written.filter(([, , state]) => state === 1)).toEqual([]);
    });
  });

  it('asks for the passphrase again when somebody goes back', async () => {
    await goToTheCamera();
    await press(wizard, 'Back');
    await press(wizard, 'Back');
    expect(heading()).toBe('Choose the administrator’s passphrase');
    await expect(press(wizard, 'Continue')).rejects.toThrow('disabled');
  });

  it('goes no further with a backup that does not open, and says why', async () => {
    await press(wizard, 'Restore from a backup');
    expect(buttonsOf(wizard)).toContain('Back');
    const detail = { file: new Uint8Array(64), passphrase: PASSPHRASE };
    find(wizard, 'kiosk-backup-picker').dispatchEvent(new CustomEvent('pick', { detail }));
    await settle();
    await press(wizard, 'Continue');
    await vi.waitFor(() => expect(wordsOf(find(wizard, '[role=alert]'))).toContain('not a complete backup'));
    expect(heading()).toBe('Restore from a backup');
  });
});
