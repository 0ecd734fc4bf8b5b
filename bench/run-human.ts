/**
 * @file Runs @vladmandic/human on the same clip in the same browser, for comparison. Its package and models come from
 * bench/human, and it asks nobody else for anything.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findChromium } from '../scripts/lib/kiosk/chromium.ts';
import { chromiumFlags } from '../scripts/lib/kiosk/kiosk-browser.ts';
import { serveFolder } from '../scripts/lib/site/serve-folder.ts';
import { perSecond, type Quantiles, quantiles } from './statistics.ts';

/**
 * `everyFrame`: every stage runs on every frame, as in the kiosk. `asShipped`: the library's default, which repeats
 * results of earlier frames while the picture changes little.
 */
export type HumanMode = 'everyFrame' | 'asShipped';

export interface HumanBench {
  readonly mode: HumanMode;
  readonly version: string;
  readonly backend: string;
  readonly seconds: number;
  readonly frames: number;
  readonly framesWithFace: number;
  /** Of `detect()`. */
  readonly ms: Quantiles | null;
  readonly fps: number | null;
  /** Requests that did not go to this machine. */
  readonly foreignRequests: readonly string[];
}

/** The part of its interface that is used here. */
interface Human {
  readonly version: string;
  readonly tf: { getBackend(): string };
  load(): Promise<void>;
  detect(video: HTMLVideoElement): Promise<{ readonly face: readonly unknown[] }>;
}

interface Measured {
  readonly version: string;
  readonly backend: string;
  readonly durations: number[];
  readonly ends: number[];
  readonly framesWithFace: number;
}

const FOLDER = join(import.meta.dirname, 'human');
const PACKAGES = join(FOLDER, 'node_modules');
/** URL prefix → folder. */
const SERVED = {
  '/human/': join(PACKAGES, '@vladmandic', 'human', 'dist'),
  '/models/': join(PACKAGES, '@vladmandic', 'human', 'models'),
  '/wasm/': join(PACKAGES, '@tensorflow', 'tfjs-backend-wasm', 'dist'),
};
const WARM_UP_MS = 4_000;

/**
 * What the kiosk does, and no more; everything else as the library has it.
 */
const CONFIG = {
  backend: 'wasm',
  modelBasePath: '/models/',
  wasmPath: '/wasm/',
  warmup: 'none',
  face: {
    enabled: true,
    mesh: { enabled: true },
    description: { enabled: true },
    antispoof: { enabled: true },
    liveness: { enabled: true },
    iris: { enabled: false },
    emotion: { enabled: false },
  },
  body: { enabled: false },
  hand: { enabled: false },
  object: { enabled: false },
  gesture: { enabled: false },
};

export async function benchHuman(clip: string, seconds: number, mode: HumanMode): Promise<HumanBench> {
  installOnDemand();
  const site = await serve();
  try {
    const browser = await chromium.launch({
      executablePath: findChromium(),
      headless: true,
      args: chromiumFlags({ camera: clip }),
    });
    try {
      const page = await browser.newPage({ viewport: { width: 1024, height: 768 } });
      const foreignRequests: string[] = [];
      page.on('request', (request) => {
        const { origin, protocol } = new URL(request.url());
        if (protocol.startsWith('http') && origin !== site.origin) foreignRequests.push(request.url());
      });
      await page.goto(site.origin);
      const { version, backend, durations, ends, framesWithFace } = await measure(page, seconds, mode);
      return {
        mode,
        version,
        backend,
        seconds,
        frames: durations.length,
        framesWithFace,
        ms: quantiles(durations),
        fps: perSecond(ends),
        foreignRequests,
      };
    } finally {
      await browser.close();
    }
  } finally {
    site.close();
  }
}

function installOnDemand(): void {
  const lock = join(FOLDER, 'package-lock.json');
  const installed = join(PACKAGES, '.package-lock.json');
  if (existsSync(installed) && versions(installed) === versions(lock)) return;
  const npm = spawnSync('npm', ['ci'], {
    cwd: FOLDER,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    throw new Error(`npm ci failed in bench/human: ${npm.stderr || String(npm.error)}`);
  }
}

function versions(lockFile: string): string {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8')) as {
    packages: Record<string, { version?: string }>;
  };
  const named = Object.entries(packages).filter(([path]) => path !== '');
  return JSON.stringify(named.map(([path, { version }]) => `${path} ${version ?? ''}`).sort());
}

async function serve(): Promise<{ origin: string; close(): void }> {
  const handlers = Object.entries(SERVED).map(([prefix, folder]) => serveFolder(folder, prefix));
  const server = createServer((req, res) => {
    // Isolation gives WebAssembly its threads, as it does in the kiosk.
    res.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    res.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    const next = (index: number): void => {
      const handler = handlers.at(index);
      if (handler) handler(req, res, () => next(index + 1));
      else res.setHeader('Content-Type', 'text/html').end('<!doctype html><video muted playsinline></video>');
    };
    next(0);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function measure(page: Page, seconds: number, mode: HumanMode): Promise<Measured> {
  return page.evaluate(
    async ({ config, warmUpMs, measureMs }) => {
      const library = '/human/human.esm.js';
      const { Human: Library } = (await import(library)) as { Human: new (config: object) => Human };
      const video = document.querySelector('video');
      if (!video) throw new Error('The page has no video.');
      const size = { width: 640, height: 480 };
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: size });
      await video.play();
      const human = new Library(config);
      await human.load();
      const warmUntilMs = performance.now() + warmUpMs;
      while (performance.now() < warmUntilMs) await human.detect(video);
      const measured = { durations: [] as number[], ends: [] as number[], framesWithFace: 0 };
      const untilMs = performance.now() + measureMs;
      while (performance.now() < untilMs) {
        const startMs = performance.now();
        const { face } = await human.detect(video);
        const endMs = performance.now();
        measured.durations.push(endMs - startMs);
        measured.ends.push(endMs);
        if (face.length > 0) measured.framesWithFace += 1;
      }
      return { version: human.version, backend: human.tf.getBackend(), ...measured };
    },
    {
      config: mode === 'everyFrame' ? { ...CONFIG, cacheSensitivity: 0 } : CONFIG,
      warmUpMs: WARM_UP_MS,
      measureMs: seconds * 1_000,
    },
  );
}
