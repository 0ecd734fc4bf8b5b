/** @file What this browser and device can do, asked once at boot; it decides nothing. */

export interface Capabilities {
  readonly secureContext: boolean;
  /** Needed for WASM threads; comes from the COOP and COEP headers. */
  readonly crossOriginIsolated: boolean;
  /** Logical processors. */
  readonly threads: number;
  readonly wasmSimd: boolean;
  /** A hardware WebGPU adapter is there. */
  readonly webgpu: boolean;
  /** Plain sentence on the adapter, or on why there is none. */
  readonly webgpuNote: string;
  /** MediaPipe needs WebGL in a worker even when it computes on the processor. */
  readonly workerWebgl: boolean;
  readonly indexedDb: boolean;
  readonly camera: boolean;
}

export async function readCapabilities(): Promise<Capabilities> {
  const gpu = await webgpuAdapter();
  return {
    secureContext: isSecureContext,
    crossOriginIsolated: globalThis.crossOriginIsolated,
    threads: navigator.hardwareConcurrency,
    wasmSimd: hasWasmSimd(),
    ...gpu,
    workerWebgl: hasOffscreenWebgl(),
    indexedDb: 'indexedDB' in globalThis,
    camera: 'mediaDevices' in navigator,
  };
}

async function webgpuAdapter(): Promise<{ webgpu: boolean; webgpuNote: string }> {
  if (isAppleMobile()) {
    // onnxruntime issue 27584: iOS 26.3 kills the page after about 500 WebGPU runs.
    return {
      webgpu: false,
      webgpuNote: 'WebGPU is passed over on iPad and iPhone, where it crashes after a while.',
    };
  }
  if (!('gpu' in navigator)) return { webgpu: false, webgpuNote: 'This browser has no WebGPU.' };
  const adapter = await navigator.gpu.requestAdapter().catch(() => null);
  if (!adapter) return { webgpu: false, webgpuNote: 'There is no WebGPU adapter.' };
  const { vendor, architecture, isFallbackAdapter } = adapter.info;
  const name = [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  return isFallbackAdapter
    ? { webgpu: false, webgpuNote: `Only a software adapter (${name}), which is slower than WASM.` }
    : { webgpu: true, webgpuNote: name };
}

/** iPadOS says that it is a Mac; no Mac has a touch screen. */
function isAppleMobile(): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  return /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes('Macintosh') && maxTouchPoints > 1);
}

/** A module whose one function returns a v128: valid only with SIMD (WebAssembly SIMD proposal). */
const SIMD_MODULE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
];

function hasWasmSimd(): boolean {
  return WebAssembly.validate(new Uint8Array(SIMD_MODULE));
}

function hasOffscreenWebgl(): boolean {
  return 'OffscreenCanvas' in globalThis && new OffscreenCanvas(1, 1).getContext('webgl2') !== null;
}
