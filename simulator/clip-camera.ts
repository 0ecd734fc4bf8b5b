/** @file A clip in the place of a page's camera, for browsers that have no fake camera of their own. */
import { readFile } from 'node:fs/promises';
import type { PageScripts } from '../scripts/lib/kiosk/engines/page-scripts.ts';
import { bundledScript } from './bundled-script.ts';

/** @param file - A `.mjpeg` file at 30 frames a second. */
export async function clipScripts(file: string): Promise<PageScripts> {
  return {
    scripts: [await bundledScript('clip.ts')],
    files: { '/camera-clip.mjpeg': { body: await readFile(file), type: 'video/x-motion-jpeg' } },
  };
}
