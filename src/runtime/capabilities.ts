/** @file What this browser and device can do; it decides nothing. */
import { hasPasskeys } from './passkey.ts';

/** `hardware`: an adapter that is worth running on. */
export type WebgpuAnswer =
  /** `adapter` names it, in the maker's words. */
  | { readonly kind: 'hardware' | 'software'; readonly adapter: string }
  /** `crashes`: passed over on iPad and iPhone. */
  | { readonly kind: 'crashes' | 'noApi' | 'noAdapter' };

/** What networks can run on. */
export interface Processors {
  /** WASM can share memory with other threads. Isolation alone does not bring it everywhere. */
  readonly wasmThreads: boolean;
  /** Logical processors. */
  readonly threads: number;
  readonly webgpu: WebgpuAnswer;
}

export interface Capabilities extends Processors {
  readonly secureContext: boolean;
  /** Comes from the COOP and COEP headers. */
  readonly crossOriginIsolated: boolean;
  readonly wasmSimd: boolean;
  /** MediaPipe needs WebGL in a worker even when it computes on the processor. */
  readonly workerWebgl: boolean;
  /** Says when a video has a new frame; the pump needs it. */
  readonly frameCallbacks: boolean;
  readonly indexedDb: boolean;
  readonly camera: boolean;
  /** Keeps the screen on. */
  readonly wakeLock: boolean;
  /** For a USB relay. */
  readonly serialPorts: boolean;
  /** At this address, and with a secret of their own. */
  readonly passkeys: boolean;
}

/** Page and pipeline ask at boot, side by side. */
let asked: Promise<WebgpuAnswer> | null = null;

export async function readProcessors(): Promise<Processors> {
  asked ??= askWebgpu();
  return { wasmThreads: hasWasmThreads(), threads: navigator.hardwareConcurrency, webgpu: await asked };
}

export async function readCapabilities(): Promise<Capabilities> {
  const [processors, passkeys] = await Promise.all([readProcessors(), hasPasskeys()]);
  return {
    secureContext: isSecureContext,
    ...processors,
    crossOriginIsolated: globalThis.crossOriginIsolated,
    wasmSimd: hasWasmSimd(),
    workerWebgl: hasOffscreenWebgl(),
    frameCallbacks: 'requestVideoFrameCallback' in HTMLVideoElement.prototype,
    indexedDb: 'indexedDB' in globalThis,
    camera: 'mediaDevices' in navigator,
    wakeLock: 'wakeLock' in navigator,
    serialPorts: 'serial' in navigator,
    passkeys,
  };
}

async function askWebgpu(): Promise<WebgpuAnswer> {
  // onnxruntime issue 27584: iOS 26.3 kills the page after about 500 WebGPU runs.
  if (isAppleMobile()) return { kind: 'crashes' };
  if (!('gpu' in navigator)) return { kind: 'noApi' };
  const found = await navigator.gpu.requestAdapter().catch(() => null);
  if (!found) return { kind: 'noAdapter' };
  const { vendor, architecture, isFallbackAdapter } = found.info;
  const adapter = [vendor, architecture].filter(Boolean).join(' ') || '–';
  return { kind: isFallbackAdapter ? 'software' : 'hardware', adapter };
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

/** WebKitGTK isolates a page and gives it no SharedArrayBuffer, unless it is told to. */
function hasWasmThreads(): boolean {
  try {
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    return globalThis.crossOriginIsolated && buffer instanceof SharedArrayBuffer;
  } catch {
    return false;
  }
}

/**
 * A yes stays. Browsers give a page few WebGL contexts, and WebKitGTK refuses one more when the page has run for some
 * seconds. A no is asked again, since it may have been for want of a context.
 */
let gaveOffscreenWebgl = false;

function hasOffscreenWebgl(): boolean {
  if (gaveOffscreenWebgl || !('OffscreenCanvas' in globalThis)) return gaveOffscreenWebgl;
  const context = new OffscreenCanvas(1, 1).getContext('webgl2');
  gaveOffscreenWebgl = context !== null;
  // Else it is one of the page's few until it is collected.
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return gaveOffscreenWebgl;
}
