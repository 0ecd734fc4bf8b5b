/**
 * @file The two workers, started and joined. It starts them once; `bridge.ts` decides when to start them again.
 */
import * as comlink from 'comlink';
import type {
  RecognitionApi,
  RecognitionOptions,
  RecognitionReport,
  VisionApi,
  VisionOptions,
} from './protocol.ts';
import { whenAnyDies } from './watch-worker.ts';

export interface WorkerPair {
  readonly vision: comlink.Remote<VisionApi>;
  readonly recognition: comlink.Remote<RecognitionApi>;
  readonly report: RecognitionReport;
  /** Stops both at once; calls that are under way never settle. */
  stop(): void;
}

/** Two workers that load their scripts. */
export interface LoadingWorkers {
  readonly vision: Worker;
  readonly recognition: Worker;
  /** Rejects when either dies. */
  readonly crashed: Promise<never>;
  stop(): void;
}

/** They load while the page finds out what to start them with. */
export function loadWorkers(): LoadingWorkers {
  const vision = new Worker(new URL('./vision.worker.ts', import.meta.url), {
    type: 'module',
    name: 'vision',
  });
  const recognition = new Worker(new URL('./recognition.worker.ts', import.meta.url), {
    type: 'module',
    name: 'recognition',
  });
  const workers = [vision, recognition];
  const crashed = whenAnyDies(workers, 'A worker could not be started.');
  return {
    vision,
    recognition,
    crashed,
    stop: () => {
      for (const worker of workers) worker.terminate();
    },
  };
}

/**
 * @param workers - Not started before.
 * @param onCrash - Told once when either worker dies after a good start.
 * @param signal - Aborts the start and stops both.
 * @throws whatever a worker's start throws; then neither is left running.
 */
export async function startWorkerPair(
  workers: LoadingWorkers,
  visionOptions: VisionOptions,
  recognitionOptions: RecognitionOptions,
  onCrash: (message: string) => void,
  signal?: AbortSignal,
): Promise<WorkerPair> {
  const { crashed } = workers;
  const stop = (): void => workers.stop();
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });

  try {
    signal?.throwIfAborted();
    const vision = comlink.wrap<VisionApi>(workers.vision);
    const recognition = comlink.wrap<RecognitionApi>(workers.recognition);
    const { port1, port2 } = new MessageChannel();
    const start = async (): Promise<RecognitionReport> => {
      await recognition.join(comlink.transfer(port2, [port2]));
      const [report] = await Promise.all([
        recognition.start(recognitionOptions),
        vision.start(visionOptions, comlink.transfer(port1, [port1])),
      ]);
      return report;
    };
    const report = await Promise.race([start(), crashed, aborted]);
    crashed.catch((error: unknown) => {
      stop();
      onCrash(error instanceof Error ? error.message : String(error));
    });
    return { vision, recognition, report, stop };
  } catch (error) {
    stop();
    throw error;
  }
}
