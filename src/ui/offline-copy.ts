/**
 * @file The copy of the kiosk on this device: registers the service worker, follows how much it has stored, and tells when a new
 * version waits. Nothing is swapped under people's hands: the operator says when.
 */
import { Workbox } from 'workbox-window';
import type { WorkerMessage } from '../sw/messages.ts';

export type OfflineState =
  /** No service worker: the browser has none, or this is the development server. */
  | { readonly kind: 'none' }
  | { readonly kind: 'storing'; readonly storedBytes: number; readonly totalBytes: number }
  /** The kiosk starts without a network. */
  | { readonly kind: 'stored' }
  | { readonly kind: 'failed'; readonly message: string };

/** Marks that the page was loaded anew for isolation, so that a host where that does not help is not asked for ever. */
const ISOLATION_TRIED = 'facegate.isolation-tried';

/** Dispatches `change`. */
export class OfflineCopy extends EventTarget {
  private _state: OfflineState = { kind: 'none' };
  private _updateReady = false;
  private _workbox: Workbox | null = null;

  get state(): OfflineState {
    return this._state;
  }

  /** A new version is stored and waits for `applyUpdate()`. */
  get updateReady(): boolean {
    return this._updateReady;
  }

  /**
   * Call it once the kiosk runs: storing must not slow its start.
   * @param scriptUrl - The service worker's.
   * @param mayReload - False while somebody uses the page.
   */
  async start(scriptUrl: string, mayReload: () => boolean): Promise<void> {
    if (!('serviceWorker' in navigator)) return;
    const workbox = new Workbox(scriptUrl);
    this._workbox = workbox;
    workbox.addEventListener('message', ({ data }) => {
      const { kind, storedBytes, totalBytes } = data as WorkerMessage;
      if (this._state.kind !== 'stored') this._set({ kind, storedBytes, totalBytes });
    });
    workbox.addEventListener('waiting', () => {
      this._updateReady = true;
      this.dispatchEvent(new Event('change'));
    });
    workbox.addEventListener('redundant', () => {
      if (this._state.kind !== 'stored') {
        this._set({ kind: 'failed', message: 'The device could not keep all files.' });
      }
    });
    try {
      await workbox.register({ immediate: true });
      await navigator.serviceWorker.ready;
      this._set({ kind: 'stored' });
      isolate(mayReload);
    } catch (error) {
      this._set({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Loads the page anew with the version that waits. */
  applyUpdate(): void {
    this._workbox?.addEventListener('controlling', () => location.reload());
    this._workbox?.messageSkipWaiting();
  }

  private _set(state: OfflineState): void {
    this._state = state;
    this.dispatchEvent(new Event('change'));
  }
}

/** On a host that sends no headers, the page is isolated once the service worker answers for it. */
function isolate(mayReload: () => boolean): void {
  if (crossOriginIsolated || sessionStorage.getItem(ISOLATION_TRIED) !== null || !mayReload()) return;
  sessionStorage.setItem(ISOLATION_TRIED, 'yes');
  location.reload();
}
