/** @file The page's way to the fleet's worker. Where it dies it is begun anew, after a while. */
import * as comlink from 'comlink';
import type { FleetListener, FleetStart, FleetWorkerApi } from './protocol.ts';
import { whenAnyDies } from './watch-worker.ts';

const BEGIN_AGAIN_MS = 30_000;

export interface FleetWorker {
  /** The page has changed these people in the store. */
  changed(ids: readonly string[]): void;
  /** At once: what was not written is not written. */
  end(): void;
}

/** @param listener - Hears of a failure, and then of what the next worker tells. */
export function startFleetWorker(start: FleetStart, listener: FleetListener): FleetWorker {
  let worker: Worker | null = null;
  let api: comlink.Remote<FleetWorkerApi> | null = null;
  let again: ReturnType<typeof setTimeout> | null = null;

  function begin(): void {
    const here = new Worker(new URL('./fleet.worker.ts', import.meta.url), { type: 'module', name: 'fleet' });
    worker = here;
    api = comlink.wrap<FleetWorkerApi>(here);
    const died = whenAnyDies([here], 'The worker that talks to the fleet could not be started.');
    const started = api.start(start, comlink.proxy(listener));
    Promise.race([started, died]).catch(fail);
    died.catch(fail);
  }

  function fail(error: unknown): void {
    if (worker === null) return;
    worker.terminate();
    [worker, api] = [null, null];
    listener.failed(error instanceof Error ? error.message : String(error));
    again = setTimeout(begin, BEGIN_AGAIN_MS);
  }

  begin();
  return {
    changed(ids) {
      // One that is begun anew looks at everybody.
      api?.changed(ids).catch(fail);
    },
    end() {
      if (again !== null) clearTimeout(again);
      const here = worker;
      [worker, api] = [null, null];
      here?.terminate();
    },
  };
}
