/**
 * @file Sets a kiosk up in headless Chromium, with a gallery and a clip as its camera, and lets the clip try the door.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PolicyName } from '../../../src/core/decision/policies.ts';
import { changeSettings, restoreKiosk, watchVerdicts } from '../kiosk/drive-kiosk.ts';
import { openKioskBrowser, type KioskBrowser } from '../kiosk/kiosk-browser.ts';
import { awaitKiosk, type KioskFacts } from '../kiosk/kiosk-facts.ts';
import { writeRecording } from '../kiosk/record/recording.ts';
import { Screencast } from '../kiosk/record/screencast.ts';
import { requireEmbedder, resolveStandIn } from '../models/stand-in-models.ts';
import { type Attempt, attempts } from '../kiosk/attempts.ts';
import { cameraClip } from '../kiosk/camera-clip.ts';

export interface CheckOptions {
  /** A sealed backup. */
  readonly gallery: string;
  readonly passphrase: string;
  /** A video file. */
  readonly camera: string;
  readonly policy?: PolicyName | undefined;
  readonly attempts: number;
  /** For each attempt. */
  readonly timeoutMs: number;
  readonly models?: string | undefined;
  /** A `.gif` or `.webp` file to write. */
  readonly record?: string | undefined;
  /** Called with a plain word on what happens now, since it takes a while. */
  readonly onStep?: (step: string) => void;
}

export interface CheckResult {
  readonly kiosk: KioskFacts;
  readonly attempts: readonly Attempt[];
}

/** Of the kiosk that lives as long as the command. */
const OPERATOR_PASSPHRASE = 'a kiosk for one check only';
const VIEWPORT = { width: 1024, height: 768 };
/** So that a recording shows the verdict long enough to read it. */
const SHOW_VERDICT_MS = 2_000;

/** @throws Error, in words for a person, when the clip cannot be played to the door with this gallery. */
export async function runCheck(options: CheckOptions): Promise<CheckResult> {
  if (!existsSync(options.gallery)) {
    throw new Error(
      `${options.gallery} is not there. Make a gallery with npm run enroll, or export a backup.`,
    );
  }
  const clip = await cameraClip(options.camera);
  try {
    const standIn = options.models === undefined ? null : await resolveStandIn(options.models);
    try {
      if (standIn) requireEmbedder(standIn.report);
      const kiosk = await openKioskBrowser({ camera: clip.path, models: standIn?.folder });
      try {
        if (!standIn) requireEmbedder(kiosk.setup);
        return await checkWith(kiosk, options);
      } finally {
        await kiosk.close();
      }
    } finally {
      if (standIn) await rm(standIn.folder, { recursive: true, force: true });
    }
  } finally {
    await clip.discard();
  }
}

async function checkWith(kiosk: KioskBrowser, options: CheckOptions): Promise<CheckResult> {
  const { policy, record, onStep } = options;
  const page = await kiosk.browser.newPage({ viewport: VIEWPORT, serviceWorkers: 'block' });
  await watchVerdicts(page);
  onStep?.('starting the kiosk');
  await page.goto(kiosk.url);
  const facts = await awaitKiosk(page);
  onStep?.('restoring the gallery');
  const { gallery, passphrase } = options;
  await restoreKiosk(page, { file: gallery, passphrase, operatorPassphrase: OPERATOR_PASSPHRASE });
  onStep?.('changing the settings');
  await changeSettings(page, OPERATOR_PASSPHRASE, {
    policy,
    showLandmarks: record === undefined ? undefined : true,
    acceptCamera: true,
  });
  const screencast = record === undefined ? null : await Screencast.open(page);
  const results: Attempt[] = [];
  const run = attempts(page, {
    count: options.attempts,
    timeoutMs: options.timeoutMs,
    passphrase: OPERATOR_PASSPHRASE,
    onBegin: async () => {
      onStep?.(`attempt ${results.length + 1} of ${options.attempts}`);
      await screencast?.begin();
    },
    onEnd: async () => {
      if (!screencast) return;
      await sleep(SHOW_VERDICT_MS);
      await screencast.end();
    },
  });
  for await (const attempt of run) results.push(attempt);
  if (screencast && record !== undefined) {
    onStep?.(`writing ${record}`);
    await page.close();
    await writeRecording(screencast.frames, record);
  }
  return { kiosk: facts, attempts: results };
}
