/**
 * @file The copy of the kiosk on this device: registers the service worker, follows how much it has stored, and tells
 * when a new version waits. The operator decides when the kiosk changes to it.
 */
import { messageSW, Workbox } from 'workbox-window';
import { KEPT_BUILD, ONNX_FOLDER, type OnnxBuild, onnxFiles } from '../core/site/onnx-build.ts';
import type { OfflineStatus, PageMessage, WorkerMessage } from '../sw/messages.ts';

export type OfflineState =
  /** No service worker: the browser has none, or this is the development server. */
  | { readonly kind: 'none' }
  | { readonly kind: 'storing'; readonly storedBytes: number; readonly totalBytes: number }
  /** The kiosk starts without a network. */
  | { readonly kind: 'stored' }
  /** The program is stored; the models are not all there yet. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'failed'; readonly reason: OfflineFailure };

export type OfflineFailure =
  /** For want of room, or the network went meanwhile. */
  | 'notKept'
  /** The browser does not trust the site's certificate, which somebody clicked through. */
  | 'untrusted'
  /** The browser takes no service worker. */
  | 'refused';

/** Marks that the page was reloaded for isolation, so that it does not reload for ever where that does not help. */
const ISOLATION_TRIED = 'facegate.isolation-tried';

/** A kiosk is not loaded anew for months, so it asks by itself whether there is a new version. */
const LOOK_EVERY_MS = 3_600_000;

/** Dispatches `change`. */
export class OfflineCopy extends EventTarget {
  private _state: OfflineState = { kind: 'none' };
  private _status: OfflineStatus | null = null;
  private _programReady = false;
  private _workbox: Workbox | null = null;
  private _build: OnnxBuild | null = null;

  /** @param _baseUrl - Absolute URL of the site; ends in a slash. */
  constructor(private readonly _baseUrl: string) {
    super();
  }

  get state(): OfflineState {
    return this._state;
  }

  /** A new version, of the program or of the models, is stored and waits for `applyUpdate()`. */
  get updateReady(): boolean {
    return this._programReady || this._status?.modelsReady === true;
  }

  /** The version in use has not passed its self-test on this device, and the one before is still here. */
  get mayGoBack(): boolean {
    return this._status?.mayGoBack === true;
  }

  /**
   * Call it once the kiosk runs: storing must not slow its start.
   * @param scriptUrl - The service worker's.
   * @param mayReload - False while somebody uses the page.
   */
  async start(scriptUrl: string, mayReload: () => boolean): Promise<void> {
    if (this._workbox || !('serviceWorker' in navigator)) return;
    const workbox = new Workbox(scriptUrl);
    this._workbox = workbox;
    if (this._build) await this._note(this._build);
    workbox.addEventListener('message', ({ data }) => {
      const { kind, storedBytes, totalBytes } = data as WorkerMessage;
      if (this._status === null) this._set({ kind, storedBytes, totalBytes });
    });
    workbox.addEventListener('waiting', () => {
      this._programReady = true;
      this._changed();
    });
    workbox.addEventListener('redundant', () => {
      if (this._status === null) {
        this._set({ kind: 'failed', reason: 'notKept' });
      }
    });
    try {
      await workbox.register({ immediate: true });
      await navigator.serviceWorker.ready;
    } catch (error) {
      this._set({ kind: 'failed', reason: failureOf(error) });
      return;
    }
    setInterval(() => void this._look(), LOOK_EVERY_MS);
    await this._look();
    isolate(mayReload);
  }

  /** Tells whether the version in use passed its self-test: only then the one before it is dropped. */
  async report(passed: boolean): Promise<void> {
    if (this._workbox && this._state.kind !== 'failed' && passed) await this._ask('prove');
  }

  /** The build of ONNX Runtime that this device runs on, and keeps from now on instead of the other. */
  async keepBuild(build: OnnxBuild): Promise<void> {
    if (build === this._build) return;
    this._build = build;
    if (this._workbox) await this._note(build);
    if (this._status === null) return;
    await this._ask('look');
    await this._ask('prove');
  }

  /**
   * Fetches a build of ONNX Runtime that the device may change to, and keeps it beside the present one.
   * @returns False where it is not here and its server is out of reach.
   */
  async fetchBuild(build: OnnxBuild): Promise<boolean> {
    if (this._status === null) {
      const script = new URL(ONNX_FOLDER + onnxFiles(build).script, this._baseUrl);
      return fetch(script).then(
        ({ ok }) => ok,
        () => false,
      );
    }
    await this._note(build);
    await this._ask('look');
    if (this._status.onnxBuilds.includes(build)) return true;
    if (this._build) await this._note(this._build);
    return false;
  }

  /** Loads the page anew with the version that waits. */
  async applyUpdate(): Promise<void> {
    if (this._programReady) {
      this._workbox?.addEventListener('activated', () => location.reload());
      this._workbox?.messageSkipWaiting();
      return;
    }
    await this._ask('apply');
    location.reload();
  }

  /** Loads the page anew with the version that was in use before. */
  async goBack(): Promise<void> {
    await this._ask('goBack');
    location.reload();
  }

  private async _look(): Promise<void> {
    // Without a network the check fails, which is normal for a kiosk.
    await this._workbox?.update().catch(() => undefined);
    await this._ask('look');
  }

  /** For the service worker. Where the browser keeps nothing, it has no copy to keep either. */
  private async _note(build: OnnxBuild): Promise<void> {
    try {
      const cache = await caches.open(KEPT_BUILD.cache);
      await cache.put(new URL(KEPT_BUILD.file, this._baseUrl).href, new Response(build));
    } catch {
      // The service worker keeps the build that every device can run.
    }
  }

  private async _ask(type: PageMessage['type']): Promise<void> {
    const { active } = await navigator.serviceWorker.ready;
    if (!active) return;
    const message: PageMessage = { type };
    this._status = (await messageSW(active, message)) as OfflineStatus;
    this._set({ kind: this._status.whole ? 'stored' : 'incomplete' });
  }

  private _set(state: OfflineState): void {
    this._state = state;
    this._changed();
  }

  private _changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** Browsers tell it in English, whatever their language. */
function failureOf(error: unknown): OfflineFailure {
  const text = error instanceof Error ? error.message : '';
  return /\b(SSL|TLS|certificate)\b/i.test(text) ? 'untrusted' : 'refused';
}

/** On a host that sends no headers, the page is isolated once the service worker answers for it. */
function isolate(mayReload: () => boolean): void {
  if (crossOriginIsolated || sessionStorage.getItem(ISOLATION_TRIED) !== null || !mayReload()) return;
  sessionStorage.setItem(ISOLATION_TRIED, 'yes');
  location.reload();
}
