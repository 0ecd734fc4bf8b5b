/**
 * @file A kiosk for end-to-end tests: one served site and one browser profile, like a tablet at a door. Each visit
 * can have another person before the camera.
 */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { findChromium } from '../scripts/lib/kiosk/chromium.ts';
import { watchVerdicts } from '../scripts/lib/kiosk/drive-kiosk.ts';
import { addScripts } from '../scripts/lib/kiosk/engines/page-scripts.ts';
import { chromiumFlags } from '../scripts/lib/kiosk/kiosk-browser.ts';
import { TOOLS_DIST_FOLDER } from '../scripts/lib/paths.ts';
import { type RunningKiosk, serveKiosk } from '../scripts/lib/site/serve.ts';
import { type ResponderOptions, responderScripts } from './responder.ts';
import { removeProfile } from '../scripts/lib/kiosk/remove-profile.ts';

export const PASSPHRASE = 'four unrelated plain words';

const ACTION_TIMEOUT_MS = 120_000;

/** MediaPipe's native code writes its notes and warnings to the error stream. */
const NATIVE_LOG = /^(INFO:|[IW]\d{4} )/;

export interface VisitOptions {
  /** A `.mjpeg` clip as the camera; without it there is none. */
  readonly camera?: string;
  /** A drawn person in the camera's place, who does what the door asks. */
  readonly responder?: ResponderOptions;
  /** Path and query to open. */
  readonly path?: string;
  readonly flags?: readonly string[];
  /** Let the kiosk store itself on the device; otherwise a visit does without, as storing takes the cores. */
  readonly offline?: boolean;
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the pages threw or wrote to the console as errors. */
  readonly errors: readonly string[];
  /** Origins other than the kiosk's that were asked for anything, or that the CSP kept from being asked. */
  readonly foreignRequests: readonly string[];
  readonly leave: () => Promise<void>;
}

export class TestKiosk {
  private _serving = true;

  private constructor(
    private readonly _site: RunningKiosk,
    private readonly _profile: string,
  ) {}

  /**
   * @param models - A folder from `modelFolder`.
   * @param dist - A build that stands in for the present one.
   * @param doorOrigins - What the headers let the pages reach besides.
   */
  static async open(
    models: string,
    dist = TOOLS_DIST_FOLDER,
    doorOrigins: readonly string[] = [],
  ): Promise<TestKiosk> {
    const site = await serveKiosk({ dist, models, port: 0, doorOrigins });
    return new TestKiosk(site, await mkdtemp(join(tmpdir(), 'facegate-e2e-')));
  }

  /** One more tablet at a site that several share. Whoever serves it closes it, after the tablets. */
  static async at(site: RunningKiosk): Promise<TestKiosk> {
    const shared = { ...site, close: () => Promise.resolve() };
    return new TestKiosk(shared, await mkdtemp(join(tmpdir(), 'facegate-e2e-')));
  }

  get url(): string {
    return this._site.url;
  }

  /** Starts the browser anew on the same profile: what the kiosk stored is still there. */
  async visit({
    camera,
    responder,
    path = '',
    flags = [],
    offline = false,
  }: VisitOptions = {}): Promise<Visit> {
    // Chromium takes the file's path for the camera's name, by which the kiosk knows a camera that was accepted.
    const file = join(this._profile, 'camera.mjpeg');
    await rm(file, { force: true });
    if (camera !== undefined) await symlink(camera, file);
    const context = await chromium.launchPersistentContext(this._profile, {
      executablePath: findChromium(),
      headless: true,
      viewport: { width: 1024, height: 768 },
      serviceWorkers: offline ? 'allow' : 'block',
      args: chromiumFlags({ camera: camera && file, flags }),
    });
    if (responder) await addScripts(context, await responderScripts({ stretchTime: true, ...responder }));
    const errors: string[] = [];
    const foreignRequests: string[] = [];
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && `${origin}/` !== this.url) foreignRequests.push(request.url());
    });
    context.on('console', (message) => {
      const text = message.text();
      if (/Content Security Policy/i.test(text)) foreignRequests.push(text);
      else if (message.type() === 'error' && !NATIVE_LOG.test(text)) errors.push(text);
    });
    context.on('weberror', (error) => errors.push(String(error.error())));
    const [page] = context.pages();
    // Otherwise a control that never comes would end in a timeout of the whole test, which does not name the control.
    page.setDefaultTimeout(ACTION_TIMEOUT_MS);
    await watchVerdicts(page);
    await page.goto(new URL(path, this.url).href);
    return {
      page,
      context,
      errors,
      foreignRequests,
      leave: async () => {
        await context.close();
      },
    };
  }

  /** As if the server had died; what was stored on the device is still there. */
  async stopServing(): Promise<void> {
    this._serving = false;
    await this._site.close();
  }

  async close(): Promise<void> {
    if (this._serving) await this._site.close();
    await removeProfile(this._profile);
  }
}
