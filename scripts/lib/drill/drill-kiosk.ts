/**
 * @file A kiosk for one drill: one served site and one browser profile, visited again and again with another camera, as
 * a tablet at a door is. It is gone with the drill, and so is who was enrolled.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { buildIfStale } from '../site/build.ts';
import { findChromium } from '../kiosk/chromium.ts';
import { watchVerdicts } from '../kiosk/drive-kiosk.ts';
import { awaitKiosk, type KioskFacts } from '../kiosk/kiosk-facts.ts';
import { chromiumFlags } from '../kiosk/kiosk-browser.ts';
import { type RunningKiosk, serveKiosk } from '../site/serve.ts';
import { prepareAssets } from '../site/setup.ts';
import { requireEmbedder } from '../models/stand-in-models.ts';

/** What stands before the camera of a visit. */
export interface DrillCamera {
  /** A `.mjpeg` or `.y4m` file that plays as the camera. */
  readonly file?: string;
  /** Sets something else in the camera's place, before the page loads. */
  readonly prepare?: (context: BrowserContext) => Promise<void>;
}

export interface DrillVisit {
  readonly page: Page;
  readonly facts: KioskFacts;
  readonly leave: () => Promise<void>;
}

const VIEWPORT = { width: 1024, height: 768 };
/**
 * Chromium names its stand-in camera after what it is, and any kiosk would suspect that name. A drill asks what the
 * pictures give away, so it bears the name of a webcam, as an attacker's virtual camera would.
 */
const CAMERA_LABEL = 'Integrated Webcam (0c45:6a09)';

export class DrillKiosk {
  private constructor(
    private readonly _site: RunningKiosk,
    private readonly _profile: string,
  ) {}

  /**
   * Sets the kiosk up and builds it where it is not current.
   * @param models - A folder that stands in for the build's `models/`.
   * @throws Error when there is no embedder or no Chromium, saying how to get one.
   */
  static async open(models: string | undefined): Promise<DrillKiosk> {
    findChromium();
    const setup = await prepareAssets();
    if (models === undefined) requireEmbedder(setup);
    const dist = await buildIfStale({ mode: 'tools' });
    const site = await serveKiosk({ dist, models, port: 0 });
    return new DrillKiosk(site, await mkdtemp(join(tmpdir(), 'facegate-drill-')));
  }

  /** Starts the browser anew on the same profile: what the kiosk stored is still there. */
  async visit({ file, prepare }: DrillCamera): Promise<DrillVisit> {
    const context = await chromium.launchPersistentContext(this._profile, {
      executablePath: findChromium(),
      headless: true,
      viewport: VIEWPORT,
      // It is gone with the drill: nothing is to be stored for later.
      serviceWorkers: 'block',
      args: chromiumFlags({ camera: file }),
    });
    try {
      await prepare?.(context);
      if (file !== undefined) await context.addInitScript(nameCamera, CAMERA_LABEL);
      const [page] = context.pages();
      await watchVerdicts(page);
      await page.goto(this._site.url);
      return { page, facts: await awaitKiosk(page), leave: () => context.close() };
    } catch (error) {
      await context.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this._site.close();
    await rm(this._profile, { recursive: true, force: true });
  }
}

/** Runs in the page, so it must be whole in itself. */
function nameCamera(label: string): void {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await open(constraints);
    for (const track of stream.getVideoTracks()) Object.defineProperty(track, 'label', { value: label });
    return stream;
  };
}
