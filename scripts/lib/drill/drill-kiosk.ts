/**
 * @file A kiosk for one drill: one served site and one browser profile, visited again and again with another camera, as
 * a tablet at a door is. It is gone with the drill, and so is who was enrolled.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { buildIfStale } from '../site/build.ts';
import { findChromium } from '../kiosk/chromium.ts';
import { openBrowserQuota } from '../kiosk/browser-quota.ts';
import type { CpuQuota } from '../kiosk/cpu-quota.ts';
import type { EngineBrowser, EngineVisit } from '../kiosk/engines/engine-browser.ts';
import type { Engine } from '../kiosk/engines/engines.ts';
import { openEngine } from '../kiosk/engines/open-engine.ts';
import {
  addScripts,
  NO_SCRIPTS,
  NOTHING_STORED,
  type PageScripts,
  together,
} from '../kiosk/engines/page-scripts.ts';
import { watchVerdicts } from '../kiosk/drive-kiosk.ts';
import { awaitKiosk, type KioskFacts } from '../kiosk/kiosk-facts.ts';
import { chromiumFlags } from '../kiosk/kiosk-browser.ts';
import { type RunningKiosk, serveKiosk } from '../site/serve.ts';
import { prepareAssets } from '../site/setup.ts';
import { requireEmbedder } from '../models/stand-in-models.ts';
import { removeProfile } from '../kiosk/remove-profile.ts';

/** What stands before the camera of a visit. */
export interface DrillCamera {
  /** A `.mjpeg` or `.y4m` file that plays as the camera. */
  readonly file?: string;
  /** Put something else in the camera's place. */
  readonly scripts?: () => Promise<PageScripts>;
}

export interface DrillVisit {
  readonly page: Page;
  readonly facts: KioskFacts;
  /** Gives the browser so many cores from now on. @throws Error where this system cannot. */
  readonly limit: (cores: number) => Promise<void>;
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
    private readonly _other: EngineBrowser | null,
  ) {}

  /** Of another engine than Chromium, with its version; null for Chromium. */
  get engine(): string | null {
    return this._other?.name ?? null;
  }

  /**
   * Sets the kiosk up and builds it where it is not current.
   * @param models - A folder that stands in for the build's `models/`.
   * @param engine - In Chromium's place; its cameras are scripts, not files.
   * @throws Error when there is no embedder or no such browser, saying how to get one.
   */
  static async open(models: string | undefined, engine: Engine | null): Promise<DrillKiosk> {
    if (engine === null) findChromium();
    const setup = await prepareAssets();
    if (models === undefined) requireEmbedder(setup);
    const dist = await buildIfStale({ mode: 'tools' });
    const site = await serveKiosk({ dist, models, port: 0 });
    const profile = await mkdtemp(join(tmpdir(), 'facegate-drill-'));
    return new DrillKiosk(site, profile, engine && (await openEngine(engine, site.url)));
  }

  /** Starts the browser anew on the same profile: what the kiosk stored is still there. */
  async visit({ file, scripts }: DrillCamera): Promise<DrillVisit> {
    const visit = await this._blank(file, await scripts?.());
    const { page } = visit;
    let quota: CpuQuota | undefined;
    const leave = async (): Promise<void> => {
      await quota?.limit(null);
      await visit.leave();
      await quota?.close();
    };
    const limit = async (cores: number): Promise<void> => {
      quota = await quotaOf(page);
      await quota.limit(cores);
    };
    try {
      if (file !== undefined) await page.addInitScript(nameCamera, CAMERA_LABEL);
      await watchVerdicts(page);
      await visit.open();
      return { page, facts: await awaitKiosk(page), limit, leave };
    } catch (error) {
      await leave();
      throw error;
    }
  }

  /** It is gone with the drill: nothing is to be stored for later. */
  private async _blank(file: string | undefined, camera: PageScripts = NO_SCRIPTS): Promise<EngineVisit> {
    const scripts = together(NOTHING_STORED, camera);
    if (this._other) return this._other.visit(scripts);
    const context = await chromium.launchPersistentContext(this._profile, {
      executablePath: findChromium(),
      headless: true,
      viewport: VIEWPORT,
      args: chromiumFlags({ camera: file }),
    });
    await addScripts(context, scripts);
    const [page] = context.pages();
    return {
      page,
      open: () => page.goto(this._site.url).then(() => undefined),
      leave: () => context.close(),
    };
  }

  async close(): Promise<void> {
    await this._other?.close();
    await this._site.close();
    await removeProfile(this._profile);
  }
}

async function quotaOf(page: Page): Promise<CpuQuota> {
  const browser = page.context().browser();
  const quota = browser ? await openBrowserQuota(browser) : 'it needs Chromium';
  if (typeof quota === 'string') throw new Error(`--cores cannot be used here: ${quota}.`);
  return quota;
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
