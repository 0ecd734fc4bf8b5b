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
const ACTUATORS = 'src/actuators/types.ts';
const UI = 'src/ui/elements/base-styles.ts';
const SCRIPTS = 'scripts/lib/paths.ts';
const TESTS = 'tests/scripts/import-zones.test.ts';

/** An importer of each row, with what it may import and what it may not; a path, or a library's name. */
const ROWS: Record<string, { readonly may: readonly string[]; readonly mayNot: readonly string[] }> = {
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
  'src/ui/new.ts': {
    may: [CORE, PROTOCOL, BRIDGE, STORAGE, ACTUATORS, CAMERA, 'src/runtime/capabilities.ts', UI, 'lit'],
    mayNot: [
      ORT,
      'src/workers/worker-pair.ts',
      SCRIPTS,
      TESTS,
      'node:fs',
      'onnxruntime-web',
      'idb',
      'comlink',
    ],
  },
  'src/locales/new.ts': {
    may: [CORE, CAMERA, '@lit/localize'],
    mayNot: [ORT, SCRIPTS, TESTS, 'idb'],
  },
  'enroll/new.ts': {
    may: [CORE, PROTOCOL, BRIDGE, STORAGE, CAMERA, UI, 'lit/decorators.js'],
    mayNot: [
      ORT,
      'src/workers/worker-pair.ts',
      SCRIPTS,
      TESTS,
      'node:fs',
      '@mediapipe/tasks-vision',
      'hash-wasm',
    ],
  },
  'training/new.ts': {
    may: [CORE, 'node:fs', 'training/engine/onnxruntime.ts'],
    mayNot: [CAMERA, PROTOCOL, STORAGE, UI, SCRIPTS, TESTS, 'onnxruntime-node'],
  },
  'scripts/commands/new.ts': {
    may: [CORE, SCRIPTS, 'node:fs', 'vite'],
    mayNot: [CAMERA, PROTOCOL, STORAGE, UI, TESTS],
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

const IMPORT_RULES = ['import-x/no-restricted-paths', 'no-restricted-imports', 'no-restricted-syntax'];

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
beforeAll(() => complaints('tests/new.test.ts', ''), 60_000);

describe.each(Object.entries(ROWS))('%s', (importer, { may, mayNot }) => {
  it.each(may)('may import %s', async (imported) => {
    const path = specifier(importer, imported);
    expect(await complaints(importer, `import { x } from '${path}'; export const y = x;`)).toEqual([]);
  });

  it.each(mayNot)('may not import %s', async (imported) => {
    const path = specifier(importer, imported);
    for (const statement of [
      `import { x } from '${path}'; export const y = x;`,
      `import type { X } from '${path}'; export type Y = X;`,
      `export { x } from '${path}';`,
      `export const y = await import('${path}');`,
    ]) {
      const found = await complaints(importer, statement);
      expect(found, statement).not.toEqual([]);
      expect(IMPORT_RULES, statement).toEqual(expect.arrayContaining(found));
    }
  });
});
