/** @file Firefox on one profile, by Playwright: each visit starts it anew, as a tablet that was switched off. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, firefox } from '@playwright/test';
import type { EngineBrowser, EngineVisit } from './engine-browser.ts';
import { PROGRAMS } from './engines.ts';
import { addScripts, type PageScripts } from './page-scripts.ts';
import { removeProfile } from '../remove-profile.ts';

const COMMAND = [
  ...[PROGRAMS.display, '--auto-servernum', '--server-args=-screen 0 1280x1280x24'],
  PROGRAMS.firefox,
];
/** No questions about the camera or the storage, and no calls to Mozilla. */
const PREFERENCES = {
  'permissions.default.camera': 1,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'dom.storageManager.prompt.testing': true,
  'dom.storageManager.prompt.testing.allow': true,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
};
const VIEWPORT = { width: 1024, height: 768 };
const START_TIMEOUT_MS = 120_000;
const ACTION_TIMEOUT_MS = 120_000;

/** @param url - Of the kiosk's site. */
export async function openFirefox(url: string): Promise<EngineBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'facegate-firefox-'));
  let open: BrowserContext | null = null;
  let version = '';
  const visit = async (scripts: PageScripts): Promise<EngineVisit> => {
    const context = await firefox.launchPersistentContext(profile, {
      channel: 'moz-firefox',
      executablePath: join(import.meta.dirname, 'firefox-bidi.mjs'),
      headless: false,
      env: { ...process.env, FIREFOX_COMMAND: JSON.stringify(COMMAND), LIBGL_ALWAYS_SOFTWARE: '1' },
      firefoxUserPrefs: PREFERENCES,
      timeout: START_TIMEOUT_MS,
      viewport: VIEWPORT,
    });
    open = context;
    version = context.browser()?.version() ?? '';
    await addScripts(context, scripts);
    const [page = await context.newPage()] = context.pages();
    page.setDefaultTimeout(ACTION_TIMEOUT_MS);
    return {
      page,
      open: async (path = '') => {
        await page.goto(new URL(path, url).href);
      },
      leave: () => context.close(),
    };
  };
  return {
    get name() {
      return `Firefox ${version}`;
    },
    visit,
    async close() {
      await open?.close();
      await removeProfile(profile);
    },
  };
}
