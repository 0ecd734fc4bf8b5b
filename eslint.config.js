/**
 * @file The linter: strict TypeScript, Lit and its accessibility, and who may import whom (CONTRIBUTING.md).
 */
import { defineConfig, globalIgnores } from 'eslint/config';
import js from '@eslint/js';
import globals from 'globals';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import litPlugin from 'eslint-plugin-lit';
import a11yPlugin from 'eslint-plugin-lit-a11y';
import wcPlugin from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

const PACKAGES = './node_modules';
const CORE = './src/core';
const PAGE_FILES = ['src/kiosk/**/*.ts', 'src/ui/**/*.ts', 'src/locales/**/*.ts', 'enroll/**/*.ts'];
const TRAINING_TOOLS = ['prepare', 'export', 'cli'].map((folder) => `training/${folder}/**/*.ts`);
const COMMANDS = ['scripts/commands/**/*.ts'];
const BOOT_FILES = ['src/main.ts', 'src/headless.ts'];

/** Folder → what its files may import. Everything that a row does not name is refused. */
const IMPORT_TABLE = [
  { files: ['src/core/**/*.ts'], may: [CORE, './node_modules/valibot'] },
  { files: ['src/runtime/**/*.ts'], may: ['./src/runtime', CORE, PACKAGES] },
  { files: ['src/storage/**/*.ts'], may: ['./src/storage', CORE, PACKAGES] },
  { files: ['src/actuators/**/*.ts'], may: ['./src/actuators', CORE, PACKAGES] },
  { files: ['src/workers/**/*.ts'], may: ['./src/workers', './src/runtime', CORE, PACKAGES] },
  { files: ['src/sw/**/*.ts'], may: ['./src/sw', CORE, PACKAGES] },
  {
    files: PAGE_FILES,
    may: [
      ...[
        './src/kiosk',
        './src/ui',
        './src/locales',
        './enroll',
        CORE,
        './src/storage',
        './src/actuators',
        PACKAGES,
      ],
      ...['./src/workers/protocol.ts', './src/workers/bridge.ts'],
      ...['./src/runtime/camera.ts', './src/runtime/capabilities.ts'],
      // A video file that stands in for the camera, and what the two have in common.
      ...['./src/runtime/video-file.ts', './src/runtime/video-source.ts', './src/runtime/wake-lock.ts'],
      './src/runtime/passkey.ts',
      // What the service worker says, types only.
      './src/sw/messages.ts',
    ],
  },
  { files: BOOT_FILES, may: ['./src', './enroll', PACKAGES] },
  {
    files: ['training/**/*.ts'],
    ignores: TRAINING_TOOLS,
    may: ['./training', CORE, PACKAGES],
  },
  // What drives the kiosk in a browser, writes its manifest or prints may use the commands' library.
  { files: TRAINING_TOOLS, may: ['./training', './scripts/lib', CORE, PACKAGES] },
  { files: ['scripts/**/*.ts'], ignores: COMMANDS, may: ['./scripts', CORE, PACKAGES] },
  { files: COMMANDS, may: ['./scripts', './simulator', './training', CORE, PACKAGES] },
];

const BROWSER_FILES = ['src/**/*.ts', 'enroll/**/*.ts'];

/** Each of these libraries has one importer: a change of library stays in one place. Later rows win. */
const LIBRARY_TABLE = [
  { files: BROWSER_FILES, libraries: [] },
  { files: ['src/runtime/ort.ts'], libraries: ['onnxruntime-web'] },
  { files: ['src/runtime/mediapipe/**/*.ts'], libraries: ['@mediapipe/tasks-vision'] },
  { files: ['src/storage/**/*.ts'], libraries: ['idb', 'hash-wasm'] },
  { files: ['src/workers/**/*.ts'], libraries: ['comlink'] },
  { files: ['src/sw/**/*.ts'], libraries: ['workbox-core', 'workbox-precaching'] },
  {
    files: [...PAGE_FILES, 'src/main.ts'],
    libraries: ['lit', '@lit/localize', '@awesome.me/webawesome', 'lucide-static'],
  },
  { files: ['src/actuators/mqtt-link.ts'], libraries: ['mqtt'] },
  { files: ['src/kiosk/offline-copy.ts'], libraries: ['workbox-window'] },
  { files: ['src/ui/operator/records/bar-chart.ts'], libraries: ['echarts'] },
  { files: ['src/kiosk/records-csv.ts'], libraries: ['papaparse'] },
];

const OWNED_LIBRARIES = LIBRARY_TABLE.flatMap(({ libraries }) => libraries);

/** Refuses imports by name. `import(…)` is seen by another rule than `import … from`. */
function refuseImports(refusals) {
  return {
    'no-restricted-imports': ['error', { patterns: refusals }],
    'no-restricted-syntax': [
      'error',
      ...refusals.map(({ regex, message }) => ({
        selector: `ImportExpression[source.value=/${regex.replaceAll('/', '\\/')}/]`,
        message,
      })),
    ],
  };
}

const NO_NODE = { regex: '^node:', message: 'This runs in a browser, where there is no Node.' };

const zoneBlocks = IMPORT_TABLE.map(({ files, ignores = [], may }) => ({
  files,
  ignores,
  rules: {
    'import-x/no-restricted-paths': [
      'error',
      {
        basePath: import.meta.dirname,
        zones: [
          { target: '.', from: '.', except: may, message: 'CONTRIBUTING.md says who may import whom.' },
        ],
      },
    ],
  },
}));

const libraryBlocks = LIBRARY_TABLE.map(({ files, libraries }) => ({
  files,
  rules: refuseImports([
    NO_NODE,
    ...OWNED_LIBRARIES.filter((library) => !libraries.includes(library)).map((library) => ({
      regex: `^${library}(/|$)`,
      message: `LIBRARY_TABLE in eslint.config.js names the one importer of ${library}.`,
    })),
  ]),
}));

/** Loads with its telemetry off there, and nowhere else. */
const NODE_RUNTIME = {
  regex: '^onnxruntime-node(/|$)',
  message: 'training/engine/onnxruntime.ts is the one importer of onnxruntime-node.',
};

export default defineConfig(
  globalIgnores([
    ...['dist', '.facegate', 'coverage', 'test-results', 'playwright-report', 'models/local'],
    'src/locales/generated',
  ]),
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.core.json',
          './tsconfig.worker.json',
          './tsconfig.app.json',
          './tsconfig.node.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: {
      // Without these two, no-cycle would not look into TypeScript files.
      'import-x/extensions': ['.ts', '.js', '.mjs'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.mjs', '.json'] })],
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
      'import-x/no-duplicates': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      // Numbers in messages read well as they are.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Spreading a string to count its code points is meant.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // A one-line arrow function that only acts is easier to read without braces.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Numeric code walks several arrays at one index, which for-of cannot.
      '@typescript-eslint/prefer-for-of': 'off',
      // Lit's lifecycle methods and event handlers may be async where nobody awaits them.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
    },
  },
  {
    files: BROWSER_FILES,
    rules: { 'no-console': 'error' },
  },
  {
    files: [...PAGE_FILES, 'src/main.ts'],
    extends: [
      litPlugin.configs['flat/recommended'],
      wcPlugin.configs['flat/recommended'],
      wcPlugin.configs['flat/best-practice'],
      a11yPlugin.configs.recommended,
    ],
    rules: {
      // LitElement has every lifecycle method.
      'wc/guard-super-call': 'off',
      // Lit calls a template's event handlers with their element as `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  ...zoneBlocks,
  ...libraryBlocks,
  {
    files: ['src/core/**/*.ts'],
    rules: refuseImports([
      { regex: '^(?![./]|valibot$)', message: 'core imports nothing outside core but valibot.' },
    ]),
  },
  {
    files: ['training/**/*.ts', 'scripts/**/*.ts', 'simulator/**/*.ts', 'bench/**/*.ts', 'tests/**/*.ts'],
    ignores: ['training/engine/onnxruntime.ts'],
    rules: refuseImports([NODE_RUNTIME]),
  },
  {
    // Nobody imports tests; tests may import anything.
    files: ['tests/**/*.ts', 'simulator/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // A test proves what a value is; asserting so is shorter than a guard that cannot fail.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
