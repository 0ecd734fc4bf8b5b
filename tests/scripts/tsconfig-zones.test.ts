/**
 * @file Proves that each tsconfig knows the globals of its own world and no other: core has neither DOM nor
 * Node, workers have no window.
 */
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.ts';

/** Names that each zone must know, and names that it must not. */
const ZONES = {
  core: { knows: ['Math', 'Float32Array'], knowsNot: ['document', 'window', 'fetch', 'process', 'self'] },
  worker: { knows: ['self', 'OffscreenCanvas', 'fetch'], knowsNot: ['document', 'window', 'process'] },
  app: { knows: ['document', 'window', 'navigator'], knowsNot: ['process', 'Buffer', 'require'] },
  node: { knows: ['process', 'Buffer'], knowsNot: ['importScripts'] },
} as const;

const SNIPPET = 'zone-snippet.ts';

/** The names among `names` that code under the zone's tsconfig cannot use. */
function unknownNames(zone: string, names: readonly string[]): string[] {
  const configPath = join(ROOT, `tsconfig.${zone}.json`);
  const config = ts.readConfigFile(configPath, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
  const path = join(ROOT, SNIPPET);
  const text = `export const names = [${names.map((name) => `() => ${name}`).join(', ')}];`;

  const host = ts.createCompilerHost(options);
  const readSource = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === path ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : readSource(name, ...rest);
  const program = ts.createProgram([path], options, host);
  const messages = program
    .getSemanticDiagnostics(program.getSourceFile(path))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  return names.filter((name) => messages.some((message) => message.includes(`Cannot find name '${name}'`)));
}

describe.each(Object.entries(ZONES))('tsconfig.%s.json', (zone, { knows, knowsNot }) => {
  it('knows its own globals and no others', () => {
    expect(unknownNames(zone, [...knows, ...knowsNot])).toEqual(knowsNot);
  });
});
