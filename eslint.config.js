/**
 * @file The linter: strict TypeScript, Lit and its accessibility, and who may import whom (CONTRIBUTING.md).
 */
import { dirname, relative, resolve } from 'node:path';
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
const SRC = (...paths) => paths.map((path) => `./src/${path}`);
const PAGE_FILES = ['src/ui/**/*.ts', 'src/console/**/*.ts', 'src/locales/**/*.ts', 'enroll/**/*.ts'];
const TRAINING_TOOLS = ['prepare', 'submission', 'export', 'cli'].map(
  (folder) => `training/${folder}/**/*.ts`,
);
/** ONNX files and lists of pairs, which training and the commands read alike. */
const FILE_FORMATS = ['onnx', 'csv.ts', 'pairs'].map((path) => `./training/${path}`);
/** Seals as the kiosk does: the one way to write its files. */
const BACKUP_WRITER = 'scripts/lib/enroll/backup-file.ts';
/** A backup, and what judges its passphrase where there is no page. */
const SEALED_IN_NODE = ['backup.ts', 'keys/count-guesses-here.ts'].map((path) => `./src/storage/${path}`);
const HUB = 'scripts/lib/hub/**/*.ts';
const FLEET_WORDS = SRC(
  ...['health-report', 'names', 'permissions', 'signed-file'].map((name) => `fleet/${name}.ts`),
);
/** How the door's webhook is posted to: the hub publishes in the same way. */
const POSTING = SRC(...['back-off', 'clock', 'post'].map((name) => `actuators/${name}.ts`));
const COMMANDS = ['scripts/commands/**/*.ts'];
const WORKER_PROTOCOL = 'src/workers/protocol.ts';
/** Errors of storage and of the fleet on their way to a page. */
const ERROR_CODES = 'src/workers/error-codes.ts';
/** The console's worker, and the page's way to it. */
const SITE_PEOPLE_WORKER = ['src/workers/site-people.worker.ts', 'src/workers/site-people-link.ts'];
/** The workers that read stored records, hash passphrases and judge new ones, and the page's way to each. */
const STORAGE_WORKERS = ['gallery', 'argon2', 'guesses', 'fleet'].flatMap((name) => [
  `src/workers/${name}.worker.ts`,
  `src/workers/${name}-link.ts`,
]);
const BOOT_FILES = ['src/main.ts', 'src/console-main.ts', 'src/headless.ts'];

/** Storage's pure functions, errors and types. No vault, no database, no store: the kiosk hands those out. */
const PURE_STORAGE = SRC(
  ...['bytes', 'errors', 'save-subject', 'settings', 'site-rules-codec', 'types'].map(
    (name) => `storage/${name}.ts`,
  ),
  ...['passphrase', 'pin', 'recovery-code'].map((name) => `storage/keys/${name}.ts`),
  ...['audit-query', 'log-days'].map((name) => `storage/log/${name}.ts`),
  'storage/fleet/site-values.ts',
);

/**
 * Folder → what its files may import, and what they may import types of. Everything that a row does not name is
 * refused.
 */
const IMPORT_TABLE = [
  { files: ['src/core/**/*.ts'], may: [CORE, './node_modules/valibot'] },
  { files: ['src/runtime/**/*.ts'], may: [...SRC('runtime'), CORE, PACKAGES] },
  { files: ['src/storage/**/*.ts'], may: [...SRC('storage'), CORE, PACKAGES] },
  { files: ['src/actuators/**/*.ts'], may: [...SRC('actuators'), CORE, PACKAGES] },
  {
    files: ['src/workers/**/*.ts'],
    ignores: [...STORAGE_WORKERS, ...SITE_PEOPLE_WORKER, ERROR_CODES, WORKER_PROTOCOL],
    may: [...SRC('workers', 'runtime'), CORE, PACKAGES],
  },
  {
    files: [WORKER_PROTOCOL],
    may: [...SRC('workers', 'runtime'), CORE, PACKAGES],
    // What the workers on the store are asked for.
    typesOf: SRC('storage', 'fleet'),
  },
  {
    files: [...STORAGE_WORKERS, ERROR_CODES],
    may: [...SRC('workers', 'runtime', 'storage', 'fleet'), CORE, PACKAGES],
  },
  {
    files: SITE_PEOPLE_WORKER,
    may: [...SRC('workers', 'runtime', 'storage', 'fleet', 'console/site'), CORE, PACKAGES],
  },
  { files: ['src/fleet/**/*.ts'], may: [...SRC('fleet', 'storage'), CORE, PACKAGES] },
  {
    files: ['src/console/**/*.ts'],
    may: [
      ...[
        ...SRC('console', 'fleet', 'ui/elements', 'ui/credentials', 'ui/site-rules', 'locales'),
        CORE,
        PACKAGES,
      ],
      ...[...PURE_STORAGE, ...SRC('storage/log/audit-chain.ts', 'runtime/camera.ts')],
      // Records as files, which are the same for a door and for a fleet.
      ...SRC('kiosk/records-csv.ts', 'kiosk/records-export.ts'),
    ],
    typesOf: SRC('storage'),
  },
  { files: ['src/sw/**/*.ts'], may: [...SRC('sw'), CORE, PACKAGES] },
  {
    files: ['src/kiosk/**/*.ts'],
    may: [
      ...SRC(
        'kiosk',
        'fleet',
        'storage',
        'actuators',
        'runtime',
        'workers/bridge.ts',
        'workers/gallery-link.ts',
        'workers/fleet-link.ts',
      ),
      ...[CORE, PACKAGES],
    ],
    // What the service worker says, and the fleet's.
    typesOf: SRC('sw/messages.ts', 'workers/protocol.ts'),
  },
  {
    files: ['src/ui/**/*.ts', 'enroll/**/*.ts'],
    may: [
      ...[...SRC('ui', 'kiosk', 'locales'), './enroll', CORE, PACKAGES],
      ...[...PURE_STORAGE, ...SRC('actuators/door.ts', 'actuators/types.ts', 'workers/protocol.ts')],
      ...SRC('runtime/camera.ts', 'runtime/capabilities.ts', 'runtime/passkey.ts', 'runtime/wake-lock.ts'),
    ],
    typesOf: SRC('storage', 'actuators'),
  },
  {
    files: ['src/locales/**/*.ts'],
    may: [
      ...[...SRC('locales'), CORE, PACKAGES],
      // The errors that it puts into words, and the bounds that it names.
      ...SRC('fleet/errors.ts', 'fleet/link-types.ts'),
      ...SRC('storage/errors.ts', 'storage/settings.ts', 'storage/keys/passphrase.ts'),
      ...SRC('runtime/passkey.ts', 'runtime/video-file.ts', 'workers/pipeline-error.ts'),
    ],
    typesOf: SRC('kiosk', 'console', 'storage', 'actuators', 'runtime', 'workers/protocol.ts'),
  },
  { files: BOOT_FILES, may: ['./src', './enroll', PACKAGES] },
  {
    files: ['training/**/*.ts'],
    ignores: TRAINING_TOOLS,
    may: ['./training', CORE, PACKAGES],
  },
  // What drives the kiosk in a browser, writes its manifest or prints may use the commands' library.
  { files: TRAINING_TOOLS, may: ['./training', './scripts/lib', CORE, PACKAGES] },
  {
    files: ['scripts/**/*.ts'],
    ignores: [...COMMANDS, BACKUP_WRITER, HUB],
    // Set-up takes a model out of its bundle as the kiosk does.
    may: ['./scripts', ...FILE_FORMATS, ...SRC('runtime/model-bundle.ts'), CORE, PACKAGES],
  },
  { files: [BACKUP_WRITER], may: ['./scripts', ...SEALED_IN_NODE, CORE, PACKAGES] },
  // What devices say to the hub, what they may do there, and how it posts what they signed.
  { files: [HUB], may: ['./scripts', ...FLEET_WORDS, ...POSTING, CORE, PACKAGES] },
  { files: COMMANDS, may: ['./scripts', './simulator', './training', CORE, PACKAGES] },
  {
    files: ['simulator/**/*.ts'],
    ignores: ['simulator/fleet/**/*.ts'],
    may: ['./simulator', './bench', './training', './scripts/lib', CORE, PACKAGES],
  },
  {
    // A simulated door is the product's own store and its life with a hub.
    files: ['simulator/fleet/**/*.ts'],
    may: ['./simulator', './scripts/lib', ...SRC('fleet', 'storage'), CORE, PACKAGES],
  },
  {
    files: ['bench/fleet/**/*.ts'],
    may: ['./bench', './simulator', './scripts/lib', ...SRC('fleet', 'storage'), CORE, PACKAGES],
    typesOf: SRC('kiosk'),
  },
  {
    files: ['bench/**/*.ts'],
    ignores: ['bench/fleet/**/*.ts'],
    // It fills a kiosk with people by a backup of its own.
    may: [...['./bench', './simulator', './training', './scripts/lib', CORE, PACKAGES], ...SEALED_IN_NODE],
    typesOf: SRC('storage', 'kiosk'),
  },
];

const BROWSER_FILES = ['src/**/*.ts', 'enroll/**/*.ts'];

/** Each of these libraries has one importer: a change of library stays in one place. Later rows win. */
const LIBRARY_TABLE = [
  { files: BROWSER_FILES, libraries: [] },
  { files: ['src/runtime/ort.ts'], libraries: ['onnxruntime-web'] },
  { files: ['src/runtime/mediapipe/**/*.ts'], libraries: ['@mediapipe/tasks-vision'] },
  { files: ['src/storage/**/*.ts'], libraries: ['idb', 'hash-wasm', '@zxcvbn-ts'] },
  { files: ['src/workers/**/*.ts'], libraries: ['comlink'] },
  { files: ['src/sw/**/*.ts'], libraries: ['workbox-core', 'workbox-precaching'] },
  {
    files: [...PAGE_FILES, 'src/main.ts', 'src/console-main.ts'],
    libraries: ['lit', '@lit/localize', '@awesome.me/webawesome', 'lucide-static'],
  },
  {
    files: ['src/ui/elements/qr-code.ts', 'src/console/word-scanner.ts'],
    libraries: ['lit', '@lit/localize', '@awesome.me/webawesome', 'qr'],
  },
  { files: ['src/console/site/console-database.ts'], libraries: ['idb'] },
  {
    files: ['src/fleet/{link,link-watch,device-keys}.ts'],
    libraries: ['@nats-io/nats-core', '@nats-io/jetstream', '@nats-io/kv'],
  },
  { files: ['src/fleet/credentials.ts'], libraries: ['@nats-io/jwt'] },
  { files: ['src/fleet/hpke.ts'], libraries: ['@hpke/core'] },
  { files: ['src/fleet/join-words.ts'], libraries: ['@scure/bip39'] },
  { files: ['src/actuators/mqtt-link.ts'], libraries: ['mqtt'] },

  { files: ['src/kiosk/offline-copy.ts'], libraries: ['workbox-window'] },
  { files: ['src/kiosk/records-csv.ts', 'src/console/site/hr-csv.ts'], libraries: ['papaparse'] },
];

const OWNED_LIBRARIES = [...new Set(LIBRARY_TABLE.flatMap(({ libraries }) => libraries))];

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

const WHO_MAY = 'CONTRIBUTING.md says who may import whom.';

/** Refuses values of files from which `typesOf` allows types alone. */
const typesAlone = {
  meta: { schema: false },
  create(context) {
    const [{ may, typesOf }] = context.options;
    const isIn = (file, path) => file === path || file.startsWith(`${path}/`);
    const check = (node) => {
      const source = node.source?.value;
      const specifiers = node.specifiers ?? [];
      const isType =
        (node.importKind ?? node.exportKind) === 'type' ||
        (specifiers.length > 0 && specifiers.every((one) => (one.importKind ?? one.exportKind) === 'type'));
      if (typeof source !== 'string' || !source.startsWith('.') || isType) return;
      const file = relative(import.meta.dirname, resolve(dirname(context.filename), source));
      const inRow = (paths) => paths.some((path) => isIn(`./${file}`, path));
      if (inRow(typesOf) && !inRow(may)) context.report({ node, message: `Types alone. ${WHO_MAY}` });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

const zoneBlocks = IMPORT_TABLE.map(({ files, ignores = [], may, typesOf = [] }) => ({
  files,
  ignores,
  plugins: { facegate: { rules: { 'types-alone': typesAlone } } },
  rules: {
    'import-x/no-restricted-paths': [
      'error',
      {
        basePath: import.meta.dirname,
        zones: [{ target: '.', from: '.', except: [...may, ...typesOf], message: WHO_MAY }],
      },
    ],
    'facegate/types-alone': ['error', { may, typesOf }],
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
    'src/console/words',
  ]),
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.ts'],
    rules: {
      // Prettier sees to the code.
      'max-len': ['error', { code: 9_999, comments: 120, ignoreUrls: true }],
    },
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
    files: [...PAGE_FILES, 'src/main.ts', 'src/console-main.ts'],
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
