/**
 * @file Puts the libraries' WebAssembly files and the app's icons where Vite serves them from, as the kiosk fetches
 * nothing from another origin.
 */
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PUBLIC_FOLDER, ROOT } from '../paths.ts';

/** Folder under the site's root → where its files come from, and which. */
const PUBLIC_FILES: Readonly<Record<string, { readonly from: string; readonly files: readonly string[] }>> = {
  // One ONNX Runtime binary runs both providers, WebGPU and WASM.
  ort: {
    from: 'node_modules/onnxruntime-web/dist',
    files: ['ort-wasm-simd-threaded.asyncify.mjs', 'ort-wasm-simd-threaded.asyncify.wasm'],
  },
  // The tracker runs in a module worker, which the other variants do not support.
  mediapipe: {
    from: 'node_modules/@mediapipe/tasks-vision/wasm',
    files: ['vision_wasm_module_internal.js', 'vision_wasm_module_internal.wasm'],
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
  for (const [folder, { from, files }] of Object.entries(PUBLIC_FILES)) {
    const target = join(PUBLIC_FOLDER, folder);
    await mkdir(target, { recursive: true });
    for (const name of await readdir(target)) {
      if (!files.includes(name)) await rm(join(target, name), { recursive: true });
    }
    for (const name of files) await copyIfChanged(join(ROOT, from, name), join(target, name));
  }
}

/** Copies `from` to `to` unless `to` is as long and not older. Leaves other processes' readers a whole file. */
async function copyIfChanged(from: string, to: string): Promise<void> {
  const source = await stat(from);
  const target = await stat(to).catch(() => null);
  if (target?.size === source.size && target.mtimeMs >= source.mtimeMs) return;
  await copyFile(from, to);
}
