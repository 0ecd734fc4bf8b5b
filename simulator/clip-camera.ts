/** @file A clip in the place of a page's camera, for browsers that have no fake camera of their own. */
import { readFile } from 'node:fs/promises';
import type { PageScripts } from '../scripts/lib/kiosk/engines/page-scripts.ts';
import { bundledScript } from './bundled-script.ts';

export interface ClipOptions {
  /** No frame comes twice, as a camera's do not: the kiosk takes a loop for injected video. */
  readonly unrepeating?: boolean;
}

/** @param file - A `.mjpeg` file at 30 frames a second. It plays in a loop. */
export async function clipScripts(
  file: string,
  { unrepeating = false }: ClipOptions = {},
): Promise<PageScripts> {
  return {
    scripts: [`globalThis.clipUnrepeating = ${String(unrepeating)};`, await bundledScript('clip.ts')],
    files: { '/camera-clip.mjpeg': { body: await readFile(file), type: 'video/x-motion-jpeg' } },
  };
}
