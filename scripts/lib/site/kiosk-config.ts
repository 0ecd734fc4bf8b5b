/**
 * @file How Vite builds and serves the kiosk: three pages, module workers, and the strict headers everywhere, and
 * the service worker that keeps it all on the device.
 * Set-up (setup.ts) must have filled `.facegate` before.
 */
import { readFileSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connect, Plugin, UserConfig } from 'vite';
import { type VitePWAOptions, VitePWA } from 'vite-plugin-pwa';
import { headersFor, pagePolicy } from '../../../src/core/site/headers.ts';
import { onnxBuildOf } from '../../../src/core/site/onnx-build.ts';
import { sha256Hex } from '../models/digest.ts';
import { PUBLIC_FOLDER, RESOLVED_MODELS_FOLDER, ROOT } from '../paths.ts';
import { CONSOLE_FOLDER, PageChunks } from './page-chunks.ts';
import { isHidden, serveFolder } from './serve-folder.ts';

/** The entry for command-line tools, which `import('/headless.js')` inside a page. */
const HEADLESS = 'headless';

const PROGRAM = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
};

export interface KioskBuild {
  /** From `parseDoorOrigins`: what the pages may reach besides their own origin. */
  readonly doorOrigins: readonly string[];
  /** Where to build. */
  readonly dist: string;
  /** Absent for Vite's own choice, by its command. */
  readonly mode?: BuildMode;
}

/** `tools`: its pages let commands and tests read the session (`src/main.ts`). */
export type BuildMode = 'production' | 'tools';

/** Vite serves the whole checkout, and keeps what it has bundled in a hidden folder of it. */
const refuseHidden: Connect.NextHandleFunction = ({ url = '/' }, res, next) => {
  if (!isHidden(url.replace('/node_modules/.vite/', '/'))) next();
  else res.writeHead(404).end();
};

function kioskHeaders(doorOrigins: readonly string[]): Plugin {
  const setHeaders: Connect.NextHandleFunction = (_req, res, next) => {
    for (const [name, value] of Object.entries(headersFor(doorOrigins))) res.setHeader(name, value);
    next();
  };
  return {
    name: 'facegate:headers',
    configureServer: ({ middlewares }) => void middlewares.use(setHeaders).use(refuseHidden),
    // Holds on any host from the first visit on. Other origins make another page, so that the service worker offers it
    // as a new version.
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: pagePolicy(doorOrigins) },
        injectTo: 'head-prepend',
      },
    ],
    configurePreviewServer: ({ middlewares }) => void middlewares.use(setHeaders),
  };
}

/** The plugin below writes the same relative link into every page, and others lie in a folder. */
const MANIFEST_LINK: Plugin = {
  name: 'facegate:manifest-link',
  enforce: 'post',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { path }) =>
      path === '/index.html' ? html : html.replace('"./manifest.', '"../manifest.'),
  },
};

/** Models are served from where set-up verified them; a build gets a copy, so that any static host will do. */
function kioskModels(dist: string): Plugin {
  return {
    name: 'facegate:models',
    configureServer: ({ middlewares }) =>
      void middlewares.use(serveFolder(RESOLVED_MODELS_FOLDER, '/models/')),
    async writeBundle() {
      await cp(RESOLVED_MODELS_FOLDER, join(dist, 'models'), { recursive: true });
    },
  };
}

/** HPKE asks Node for its cryptography where the platform has none. A browser has its own. */
const NO_NODE_CRYPTO: Plugin = {
  name: 'facegate:no-node-crypto',
  enforce: 'pre',
  resolveId: (id, importer) =>
    id === 'crypto' && importer?.includes('/@hpke/') ? '\0facegate:no-node-crypto' : null,
  load: (id) => (id === '\0facegate:no-node-crypto' ? 'export const webcrypto = undefined;' : null),
};

/** The plugin builds the service worker with an option that Vite's bundler has renamed, and would warn of. */
const serviceWorkerBuild: Plugin = {
  name: 'facegate:service-worker-build',
  config: ({ build }) => {
    // Under the name that the plugin uses.
    const output = (build as { rollupOptions: { output: { inlineDynamicImports?: true } } }).rollupOptions
      .output;
    delete output.inlineDynamicImports;
    return { logLevel: 'warn', build: { rolldownOptions: { output: { codeSplitting: false } } } };
  },
};

const pwa = (dist: string): Partial<VitePWAOptions> => ({
  strategies: 'injectManifest',
  srcDir: 'src/sw',
  filename: 'service-worker.ts',
  // src/kiosk/offline-copy.ts does it, once the kiosk runs.
  injectRegister: false,
  // The icons are among the files below.
  includeManifestIcons: false,
  injectManifest: {
    buildPlugins: { vite: [serviceWorkerBuild] },
    globPatterns: ['**/*.{js,mjs,css,html,svg,wasm,png}'],
    // The models are kept by their hash (src/sw/model-store.ts); tools alone load the headless entry.
    // Nobody opens the console at a door.
    globIgnores: ['models/**', `${HEADLESS}.js`, `${CONSOLE_FOLDER}/**`],
    maximumFileSizeToCacheInBytes: 40 * 2 ** 20,
    manifestTransforms: [
      async (entries) => ({
        manifest: await Promise.all(
          entries.map(async (entry) => ({
            ...entry,
            // Workbox drops the size that it found.
            bytes: entry.size,
            // A device fetches a build of ONNX Runtime when it needs it, by then perhaps from a newer site.
            ...(onnxBuildOf(entry.url) && { sha256: sha256Hex(await readFile(join(dist, entry.url))) }),
          })),
        ),
        warnings: [],
      }),
    ],
  },
  manifest: {
    name: 'Facegate',
    short_name: 'Facegate',
    description: 'Look into the camera to enter. Everything stays on this device.',
    // Relative to this manifest: the kiosk may lie in any folder of its host.
    start_url: './',
    scope: './',
    display: 'fullscreen',
    display_override: ['fullscreen', 'standalone'],
    orientation: 'any',
    background_color: '#0a1219',
    theme_color: '#0a1219',
    icons: [
      { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: 'icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
    screenshots: [
      { src: 'screenshots/narrow.webp', sizes: '768x1024', type: 'image/webp', form_factor: 'narrow' },
      { src: 'screenshots/wide.webp', sizes: '1280x800', type: 'image/webp', form_factor: 'wide' },
    ],
    shortcuts: [
      { name: 'Check', url: './' },
      { name: 'Enrol', url: 'enroll/' },
    ],
  },
});

/** @returns Vite's whole configuration. */
export const kioskConfig = ({ doorOrigins, dist, mode }: KioskBuild): UserConfig =>
  configWith(new PageChunks(), { doorOrigins, dist, mode });

const configWith = (chunks: PageChunks, { doorOrigins, dist, mode }: KioskBuild): UserConfig => ({
  ...(mode === undefined ? {} : { mode }),
  root: ROOT,
  // Any folder of any host will do.
  base: './',
  publicDir: PUBLIC_FOLDER,
  define: {
    // For the service worker, which has no page to ask.
    __DOOR_ORIGINS__: JSON.stringify(doorOrigins),
    __PROGRAM_VERSION__: JSON.stringify(PROGRAM.version),
    __ONNX_VERSION__: JSON.stringify(PROGRAM.dependencies['onnxruntime-web']),
    // No clock of a kiosk can be right that is before it. The day alone, so that the same sources give the same files
    // all day.
    __BUILT_ON__: JSON.stringify(new Date().toISOString().slice(0, 10)),
  },
  plugins: [
    kioskHeaders(doorOrigins),
    kioskModels(dist),
    chunks.plugin,
    NO_NODE_CRYPTO,
    VitePWA(pwa(dist)),
    MANIFEST_LINK,
  ],
  resolve: {
    conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
  },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  worker: {
    format: 'es',
    plugins: () => [NO_NODE_CRYPTO],
    rolldownOptions: { output: { entryFileNames: (chunk) => chunks.workerPathOf(chunk) } },
  },
  build: {
    target: 'es2022',
    outDir: dist,
    emptyOutDir: true,
    // The libraries' binaries are large by nature; what counts is measured by the bench.
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      // Its notes on slow plugins would stand between a command's own lines.
      checks: { bundlerTimings: false },
      input: {
        index: join(ROOT, 'index.html'),
        enroll: join(ROOT, 'enroll', 'index.html'),
        console: join(ROOT, CONSOLE_FOLDER, 'index.html'),
        [HEADLESS]: join(ROOT, 'src', 'headless.ts'),
      },
      // Pages export nothing; the headless entry's exports are what it is for.
      preserveEntrySignatures: 'exports-only',
      output: {
        entryFileNames: (chunk) => (chunk.name === HEADLESS ? `${HEADLESS}.js` : chunks.pathOf(chunk)),
        chunkFileNames: (chunk) => chunks.pathOf(chunk),
      },
    },
  },
});
