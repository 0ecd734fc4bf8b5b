/** @file Finds a configuration by name or file, and applies what the command line changes in it. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TrainConfig } from './config.ts';

const INCLUDED = join(import.meta.dirname, '..', 'configs');

/** Names of the configurations that come with the program. */
export async function includedConfigs(): Promise<string[]> {
  const files = await readdir(INCLUDED);
  return files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
}

/**
 * @param wanted - An included configuration's name, a TypeScript or JavaScript module that exports one as its default,
 *   or the `config.json` of a run.
 * @throws Error saying what there is, or what is wrong with the file.
 */
export async function loadConfig(wanted: string): Promise<TrainConfig> {
  const included = join(INCLUDED, `${wanted}.ts`);
  const path = existsSync(included) ? included : resolve(wanted);
  if (!existsSync(path)) {
    throw new Error(
      `There is no configuration ${wanted}. Name a file, or one of: ${(await includedConfigs()).join(', ')}.`,
    );
  }
  const config = path.endsWith('.json')
    ? (JSON.parse(await readFile(path, 'utf8')) as unknown)
    : ((await import(pathToFileURL(path).href)) as { default?: unknown }).default;
  if (!isObject(config) || !isObject(config.net) || !Array.isArray(config.losses)) {
    throw new Error(`${path} exports no configuration as its default. training/configs has examples.`);
  }
  return config as unknown as TrainConfig;
}

/**
 * @param changes - Such as `losses.0.fakeWeight=0.1`: a path into the configuration and a JSON value; what is no
 *   JSON counts as text.
 * @throws Error when a path leads nowhere: a mistyped knob must not be ignored.
 */
export function withChanges(config: TrainConfig, changes: readonly string[]): TrainConfig {
  const changed = structuredClone(config) as unknown as Record<string, unknown>;
  for (const change of changes) {
    const match = /^([^=]+)=(.*)$/s.exec(change);
    if (!match) throw new Error(`"${change}" is not of the form path=value.`);
    const [, path, text] = match;
    const names = path.split('.');
    const last = names.pop() ?? '';
    let place: unknown = changed;
    for (const name of names) place = isObject(place) ? place[name] : undefined;
    if (!isObject(place) || !(last in place)) throw new Error(`The configuration has no ${path}.`);
    place[last] = parseValue(text);
  }
  return changed as unknown as TrainConfig;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
