/**
 * @file Proves that the linter refuses what CONTRIBUTING.md's table of imports refuses, row by row.
 */
import { dirname, join, relative } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.ts';

const CORE = 'src/core/observation.ts';
const CAMERA = 'src/runtime/camera.ts';
const ORT = 'src/runtime/ort.ts';
const PROTOCOL = 'src/workers/protocol.ts';
const BRIDGE = 'src/workers/bridge.ts';
const STORAGE = 'src/storage/types.ts';
const VAULT = 'src/storage/vault.ts';
const KIOSK = 'src/kiosk/session.ts';
const ACTUATORS = 'src/actuators/types.ts';
const FLEET = 'src/fleet/registers.ts';
const UI = 'src/ui/elements/base-styles.ts';
const LOCALES = 'src/locales/errors.ts';
const ENROL = 'enroll/enrol-page.ts';
const SIMULATOR = 'simulator/builders.ts';
const BENCH = 'bench/statistics.ts';
const SCRIPTS = 'scripts/lib/paths.ts';
const TESTS = 'tests/scripts/import-zones.test.ts';

interface Row {
  /** A path, or a library's name. */
  readonly may: readonly string[];
  readonly mayNot: readonly string[];
  /** Of which it may import types alone. */
  readonly typesOf?: readonly string[];
}

/** An importer of each row. */
const ROWS: Record<string, Row> = {
  'src/core/align/new.ts': {
    may: [CORE, 'valibot'],
    mayNot: [
      CAMERA,
      PROTOCOL,
      STORAGE,
      ACTUATORS,
      UI,
      SCRIPTS,
      TESTS,
      'node:fs',
      'idb',
      'onnxruntime-web',
      'lit',
    ],
  },
  'src/runtime/new.ts': {
    may: [CORE, CAMERA, 'valibot'],
    mayNot: [
      PROTOCOL,
      STORAGE,
      ACTUATORS,
      UI,
      SCRIPTS,
      TESTS,
      'node:fs',
      'onnxruntime-web/webgpu',
      'comlink',
    ],
  },
  'src/runtime/ort.ts': {
    may: [CORE, 'onnxruntime-web/webgpu'],
    mayNot: ['@mediapipe/tasks-vision', 'idb', 'node:fs'],
  },
  'src/runtime/mediapipe/new.ts': {
    may: [CORE, '@mediapipe/tasks-vision'],
    mayNot: ['onnxruntime-web', 'idb', STORAGE],
  },
  'src/storage/new.ts': {
    may: [CORE, STORAGE, 'idb', 'hash-wasm'],
    mayNot: [CAMERA, PROTOCOL, ACTUATORS, UI, SCRIPTS, TESTS, 'node:crypto', 'lit', 'comlink'],
  },
  'src/actuators/new.ts': {
    may: [CORE, ACTUATORS],
    mayNot: [CAMERA, PROTOCOL, STORAGE, UI, SCRIPTS, TESTS, 'node:http', 'idb', 'mqtt'],
  },
  'src/actuators/mqtt-link.ts': {
    may: [CORE, ACTUATORS, 'mqtt'],
    mayNot: [STORAGE, UI, 'node:net', 'idb'],
  },
  'src/workers/new.ts': {
    may: [CORE, CAMERA, ORT, PROTOCOL, 'comlink'],
    mayNot: [STORAGE, ACTUATORS, UI, SCRIPTS, TESTS, 'node:worker_threads', 'onnxruntime-web', 'lit'],
  },
  'src/sw/new.ts': {
    may: [CORE, 'workbox-precaching', 'src/sw/messages.ts'],
    mayNot: [CAMERA, PROTOCOL, STORAGE, ACTUATORS, UI, SCRIPTS, TESTS, 'node:fs', 'idb', 'workbox-window'],
  },
  'src/kiosk/new.ts': {
    may: [CORE, BRIDGE, STORAGE, VAULT, ACTUATORS, 'src/actuators/web-serial.ts', CAMERA, ORT, KIOSK],
    mayNot: [
      ...[UI, LOCALES, ENROL, 'src/workers/worker-pair.ts', SCRIPTS, SIMULATOR, BENCH, TESTS, 'node:fs'],
      ...['lit', '@lit/localize', 'lucide-static', 'onnxruntime-web', 'idb', 'comlink', 'papaparse'],
    ],
    typesOf: ['src/sw/messages.ts'],
  },
  'src/ui/new.ts': {
    may: [CORE, KIOSK, LOCALES, PROTOCOL, STORAGE, CAMERA, 'src/runtime/capabilities.ts', UI, 'lit'],
    mayNot: [
      ...[ORT, BRIDGE, 'src/workers/worker-pair.ts', SCRIPTS, SIMULATOR, BENCH, TESTS, 'node:fs'],
      ...['onnxruntime-web', 'idb', 'comlink', 'src/sw/messages.ts', 'src/headless.ts'],
    ],
    typesOf: [VAULT, 'src/storage/open-store.ts', 'src/actuators/web-serial.ts'],
  },
  'src/console/new.ts': {
    may: [CORE, LOCALES, UI, STORAGE, CAMERA, FLEET, 'src/kiosk/records-export.ts', 'lit'],
    mayNot: [
      ...[KIOSK, ORT, BRIDGE, PROTOCOL, ENROL, ACTUATORS, SCRIPTS, TESTS, 'src/ui/shell/app.ts', 'node:fs'],
      ...['idb', 'papaparse', 'qr', '@nats-io/jwt', '@nats-io/nats-core', 'src/ui/door/pin-pad.ts'],
    ],
    typesOf: [VAULT],
  },
  'src/console/site/console-database.ts': { may: [CORE, FLEET, 'idb'], mayNot: [KIOSK, 'papaparse'] },
  'src/workers/site-people.worker.ts': {
    may: [CORE, FLEET, VAULT, 'src/console/site/people-desk.ts', 'comlink'],
    mayNot: [KIOSK, UI, LOCALES, 'src/console/app.ts'],
  },
  'src/workers/error-codes.ts': { may: [FLEET, 'src/storage/errors.ts'], mayNot: [KIOSK, UI] },
  'src/console/site/hr-csv.ts': { may: [CORE, 'papaparse'], mayNot: [KIOSK, 'idb'] },
  'src/locales/new.ts': {
    may: [CORE, 'src/storage/errors.ts', LOCALES, '@lit/localize'],
    mayNot: ['src/workers/worker-pair.ts', UI, ENROL, SCRIPTS, TESTS, 'idb'],
    typesOf: [KIOSK, VAULT, ACTUATORS, CAMERA, PROTOCOL],
  },
  'enroll/new.ts': {
    may: [CORE, KIOSK, LOCALES, PROTOCOL, STORAGE, CAMERA, UI, ENROL, 'lit/decorators.js'],
    mayNot: [
      ...[ORT, BRIDGE, 'src/workers/worker-pair.ts', SCRIPTS, TESTS, 'node:fs'],
      ...['@mediapipe/tasks-vision', 'hash-wasm'],
    ],
    typesOf: [VAULT],
  },
  'training/new.ts': {
    may: [CORE, 'node:fs', 'training/engine/onnxruntime.ts'],
    mayNot: [CAMERA, PROTOCOL, STORAGE, UI, SCRIPTS, TESTS, 'onnxruntime-node'],
  },
  'scripts/commands/new.ts': {
    may: [CORE, SCRIPTS, 'node:fs', 'vite'],
    mayNot: [CAMERA, PROTOCOL, STORAGE, UI, TESTS],
  },
  'scripts/lib/new.ts': {
    may: [
      CORE,
      SCRIPTS,
      'node:fs',
      ...['onnx/reader.ts', 'csv.ts', 'pairs/pair-list.ts'].map((path) => `training/${path}`),
    ],
    mayNot: [CAMERA, PROTOCOL, STORAGE, UI, TESTS, SIMULATOR, 'training/engine/onnxruntime.ts'],
  },
  'simulator/new.ts': {
    may: [CORE, SIMULATOR, SCRIPTS, 'training/engine/onnxruntime.ts', 'node:fs'],
    mayNot: [CAMERA, PROTOCOL, STORAGE, KIOSK, UI, 'scripts/commands/verify.ts', TESTS, 'onnxruntime-node'],
  },
  'scripts/lib/hub/new.ts': {
    may: [
      CORE,
      SCRIPTS,
      'src/fleet/permissions.ts',
      'src/actuators/post.ts',
      '@nats-io/transport-node',
      'node:net',
    ],
    mayNot: ['src/fleet/credentials.ts', 'src/actuators/webhook.ts', CAMERA, STORAGE, UI, TESTS, SIMULATOR],
  },
  'bench/new.ts': {
    may: [CORE, BENCH, SIMULATOR, SCRIPTS, 'src/storage/backup.ts', 'node:fs'],
    mayNot: [CAMERA, PROTOCOL, UI, 'scripts/commands/verify.ts', TESTS, 'onnxruntime-node'],
    typesOf: [STORAGE, KIOSK],
  },
  'src/main.ts': {
    may: [CORE, BRIDGE, STORAGE, UI, CAMERA, 'lit'],
    mayNot: [SCRIPTS, TESTS, 'node:fs', 'onnxruntime-web', 'idb'],
  },
  'tests/core/new.test.ts': {
    may: [CORE, CAMERA, ORT, PROTOCOL, STORAGE, UI, SCRIPTS, TESTS, 'node:fs', 'idb'],
    mayNot: ['onnxruntime-node'],
  },
};

const IMPORT_RULES = [
  'import-x/no-restricted-paths',
  'facegate/types-alone',
  'no-restricted-imports',
  'no-restricted-syntax',
];

/** Only the rules under test, and no type information: a snippet belongs to no tsconfig. */
const eslint = new ESLint({
  cwd: ROOT,
  ruleFilter: ({ ruleId }) => IMPORT_RULES.includes(ruleId),
  overrideConfig: { files: ['**/*.ts'], languageOptions: { parserOptions: { project: false } } },
});

/** How `importer` would write its import of `imported`. */
function specifier(importer: string, imported: string): string {
  if (!imported.endsWith('.ts')) return imported;
  const path = relative(dirname(importer), imported);
  return path.startsWith('.') ? path : `./${path}`;
}

async function complaints(importer: string, statement: string): Promise<string[]> {
  const results = await eslint.lintText(statement, { filePath: join(ROOT, importer) });
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message));
}

// The first use loads the configuration and every plugin.
beforeAll(() => complaints('tests/new.test.ts', ''));

const takingType = (path: string) => `import type { X } from '${path}'; export type Y = X;`;
const takingValue = (path: string) => [
  `import { x } from '${path}'; export const y = x;`,
  `export { x } from '${path}';`,
  `export const y = await import('${path}');`,
];

describe.each(Object.entries(ROWS))('%s', (importer, { may, mayNot, typesOf = [] }) => {
  it.each(may)('may import %s', async (imported) => {
    const path = specifier(importer, imported);
    expect(await complaints(importer, `import { x } from '${path}'; export const y = x;`)).toEqual([]);
  });

  it.each(mayNot)('may not import %s', async (imported) => {
    const path = specifier(importer, imported);
    for (const statement of [takingType(path), ...takingValue(path)]) {
      const found = await complaints(importer, statement);
      expect(found, statement).not.toEqual([]);
      expect(IMPORT_RULES, statement).toEqual(expect.arrayContaining(found));
    }
  });

  it.each(typesOf)('may import types of %s, and nothing else', async (imported) => {
    const path = specifier(importer, imported);
    expect(await complaints(importer, takingType(path))).toEqual([]);
    for (const statement of takingValue(path)) {
      expect(await complaints(importer, statement), statement).toEqual(['facegate/types-alone']);
    }
  });
});
