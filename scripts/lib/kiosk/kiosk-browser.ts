/**
 * @file Runs the built kiosk in headless Chromium for the command-line tools, so that what they measure is what the
 * kiosk measures.
 */
import { type Browser, chromium, type Page } from '@playwright/test';
import { buildIfStale } from '../site/build.ts';
import { findChromium } from './chromium.ts';
import type { ModelReport } from '../models/resolve-models.ts';
import { type RunningKiosk, serveKiosk } from '../site/serve.ts';
import { prepareAssets } from '../site/setup.ts';

/** Without these Chromium calls home, which a kiosk's tool must not. */
const QUIET_FLAGS = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface KioskBrowserOptions {
  /** A folder that stands in for the build's `models/`. */
  readonly models?: string;
  /** A `.mjpeg` or `.y4m` file as the camera; without it there is none. */
  readonly camera?: string;
  /** More of Chromium's flags. */
  readonly flags?: readonly string[];
}

export interface KioskBrowser {
  readonly url: string;
  readonly browser: Browser;
  /** What set-up found; not of a `models` folder that stands in. */
  readonly setup: ModelReport;
  /** A blank page of the kiosk's origin, with its headers, that can import `/headless.js`. */
  blankPage(): Promise<Page>;
  close(): Promise<void>;
}

/** Sets the kiosk up, builds it where it is not current, serves it on a free port and starts Chromium. */
export async function openKioskBrowser(options: KioskBrowserOptions = {}): Promise<KioskBrowser> {
  const setup = await prepareAssets();
  const dist = await buildIfStale({ mode: 'tools' });
  const kiosk = await serveKiosk({ dist, models: options.models, port: 0 });
  try {
    const browser = await chromium.launch({
      executablePath: findChromium(),
      headless: true,
      args: chromiumFlags(options),
    });
    return {
      url: kiosk.url,
      browser,
      setup,
      blankPage: () => blankPage(browser, kiosk),
      async close() {
        await browser.close();
        await kiosk.close();
      },
    };
  } catch (error) {
    await kiosk.close();
    throw error;
  }
}

/** Flags for a Chromium whose camera, if any, is a file and which asks nobody for permission. */
export function chromiumFlags({
  camera,
  flags = [],
}: Pick<KioskBrowserOptions, 'camera' | 'flags'>): string[] {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const fakeCamera =
    camera === undefined
      ? []
      : [
          '--use-fake-ui-for-media-stream',
          '--use-fake-device-for-media-stream',
          `--use-file-for-fake-video-capture=${camera}`,
        ];
  return [...sandbox, ...QUIET_FLAGS, ...fakeCamera, ...flags];
}

async function blankPage(browser: Browser, { url }: RunningKiosk): Promise<Page> {
  const page = await browser.newPage();
  // Any answer of the origin will do, and a small one is the quickest.
  await page.goto(new URL('models/status.json', url).href);
  return page;
}
