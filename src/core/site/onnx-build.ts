/**
 * @file The two builds of ONNX Runtime that a site serves. A device loads and keeps the one that it needs. Pure; the
 * names are those of onnxruntime-web 1.30.
 */

/** `wasm` computes on the processor alone; `webgpu` on the graphics card too, and is twice as large. */
export type OnnxBuild = 'wasm' | 'webgpu';

/** From the site's root. */
export const ONNX_FOLDER = 'ort/';

const NAMES: Readonly<Record<OnnxBuild, string>> = {
  wasm: 'ort-wasm-simd-threaded',
  webgpu: 'ort-wasm-simd-threaded.asyncify',
};

export const ONNX_BUILDS = Object.keys(NAMES) as readonly OnnxBuild[];

/** Names in the folder. */
export function onnxFiles(build: OnnxBuild): { readonly script: string; readonly binary: string } {
  return { script: `${NAMES[build]}.mjs`, binary: `${NAMES[build]}.wasm` };
}

/** @param path - From the site's root. @returns Null for a file of neither build. */
export function onnxBuildOf(path: string): OnnxBuild | null {
  const found = ONNX_BUILDS.find((build) =>
    Object.values(onnxFiles(build)).some((file) => path === ONNX_FOLDER + file),
  );
  return found ?? null;
}

/** Where a page notes which build its device keeps, for the service worker: a file of this cache, beside the site. */
export const KEPT_BUILD = { cache: 'facegate-onnx-build', file: 'onnx-build' };

/** @param noted - Every device can run the first. */
export function keptBuildIn(noted: string | undefined): OnnxBuild {
  return ONNX_BUILDS.find((build) => build === noted) ?? 'wasm';
}
