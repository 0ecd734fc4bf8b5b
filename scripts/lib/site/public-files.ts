/**
 * @file Puts the libraries' WebAssembly files and the app's icons where Vite serves them from, as the kiosk fetches
 * nothing from another origin.
 */
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { minify } from 'vite';
import { ONNX_BUILDS, onnxFiles } from '../../../src/core/site/onnx-build.ts';
import { PUBLIC_FOLDER, ROOT } from '../paths.ts';

interface PublicFolder {
  readonly from: string;
  readonly files: readonly string[];
  /** Scripts that their package ships with all their comments: without, a device stores 0.2 MB less. */
  readonly minified?: readonly string[];
}

/** Folder under the site's root → where its files come from, and which. */
const PUBLIC_FILES: Readonly<Record<string, PublicFolder>> = {
  ort: {
    from: 'node_modules/onnxruntime-web/dist',
    files: ONNX_BUILDS.flatMap((build) => Object.values(onnxFiles(build))),
  },
  // The tracker runs in a module worker, which the other variants do not support.
  mediapipe: {
    from: 'node_modules/@mediapipe/tasks-vision/wasm',
    files: ['vision_wasm_module_internal.wasm'],
    minified: ['vision_wasm_module_internal.js'],
  },
  // Drawn by npm run icons.
  icons: {
    from: 'src/ui/icons',
    files: ['icon-192.png', 'icon-512.png', 'maskable-512.png', 'apple-touch-180.png'],
  },
  // Taken by npm run screenshots. Install dialogs show them: the kiosk does not keep them on the device.
  screenshots: {
    from: 'src/ui/screenshots',
    files: ['narrow.webp', 'wide.webp'],
  },
};

/** Fills the public folder; a file that is current already is left alone. */
export async function copyPublicFiles(): Promise<void> {
  for (const [folder, { from, files, minified = [] }] of Object.entries(PUBLIC_FILES)) {
    const target = join(PUBLIC_FOLDER, folder);
    await mkdir(target, { recursive: true });
    for (const name of await readdir(target)) {
      if (![...files, ...minified].includes(name)) await rm(join(target, name), { recursive: true });
    }
    for (const name of files) await copyIfChanged(join(ROOT, from, name), join(target, name));
    for (const name of minified) await minifyIfChanged(join(ROOT, from, name), join(target, name));
  }
}

/** Copies `from` to `to` unless `to` is as long and not older. Leaves other processes' readers a whole file. */
async function copyIfChanged(from: string, to: string): Promise<void> {
  const source = await stat(from);
  const target = await stat(to).catch(() => null);
  if (target?.size === source.size && target.mtimeMs >= source.mtimeMs) return;
  await copyFile(from, to);
}

/** Minifies `from` into `to` unless `to` is shorter and not older. Leaves other processes' readers a whole file. */
async function minifyIfChanged(from: string, to: string): Promise<void> {
  const source = await stat(from);
  const target = await stat(to).catch(() => null);
  if (target && target.size < source.size && target.mtimeMs >= source.mtimeMs) return;
  const { code, errors } = await minify(basename(from), await readFile(from, 'utf8'));
  if (errors.length > 0) throw new Error(`${from} could not be minified: ${errors[0].message}`);
  const part = join(PUBLIC_FOLDER, `${basename(to)}.${String(process.pid)}.part`);
  await writeFile(part, code);
  await rename(part, to);
}
