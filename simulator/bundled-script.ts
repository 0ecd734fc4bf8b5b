/** @file Makes one script without types and modules of a file that runs in a page: nothing else could run there. */
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../scripts/lib/paths.ts';

const FOLDER = join(ROOT, 'simulator/responder');

const bundles = new Map<string, Promise<string>>();

/** @param entry - Of `simulator/responder`. */
export function bundledScript(entry: string): Promise<string> {
  let script = bundles.get(entry);
  if (script === undefined) bundles.set(entry, (script = bundle(join(FOLDER, entry))));
  return script;
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      lib: { entry, name: 'responder', formats: ['iife'] },
    },
  });
  const script = [result].flat().flatMap((part) => ('output' in part ? part.output : []))[0];
  if (script.type !== 'chunk') throw new Error(`${entry} did not become one script.`);
  return script.code;
}
