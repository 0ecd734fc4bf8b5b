/** @file Loads MediaPipe's WebAssembly for a task in a module worker. */

interface WasmFileset {
  readonly wasmLoaderPath: string;
  readonly wasmBinaryPath: string;
}

/**
 * Makes the loader ready for exactly one task. Call it before every `createFromOptions`. MediaPipe takes the loader
 * from a global and clears it, and a second `import()` of the same module does not set it again. Without this call it
 * fails with "ModuleFactory not set".
 * @param mediapipeUrl - Absolute URL of the folder with MediaPipe's files; ends in a slash.
 */
export async function prepareMediapipe(mediapipeUrl: string): Promise<WasmFileset> {
  const loaderUrl = new URL('vision_wasm_module_internal.js', mediapipeUrl).href;
  const loader = (await import(/* @vite-ignore */ loaderUrl)) as { default: unknown };
  (globalThis as { ModuleFactory?: unknown }).ModuleFactory = loader.default;
  return {
    wasmLoaderPath: '',
    wasmBinaryPath: new URL('vision_wasm_module_internal.wasm', mediapipeUrl).href,
  };
}
