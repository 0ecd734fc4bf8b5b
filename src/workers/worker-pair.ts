/** @file The two workers, started and joined. It starts them once; `bridge.ts` decides when to start them again. */
import * as comlink from 'comlink';
import type {
  RecognitionApi,
  RecognitionOptions,
  RecognitionReport,
  VisionApi,
  VisionOptions,
} from './protocol.ts';

export interface WorkerPair {
  readonly vision: comlink.Remote<VisionApi>;
  readonly recognition: comlink.Remote<RecognitionApi>;
  readonly report: RecognitionReport;
  /** Stops both at once; calls that are under way never settle. */
  stop(): void;
}

/**
 * @param onCrash - Told once when either worker dies after a good start.
 * @param signal - Aborts the start and stops both.
 * @throws whatever a worker's start throws; then neither is left running.
 */
export async function startWorkerPair(
  visionOptions: VisionOptions,
  recognitionOptions: RecognitionOptions,
  onCrash: (message: string) => void,
  signal?: AbortSignal,
): Promise<WorkerPair> {
  signal?.throwIfAborted();
  const visionWorker = new Worker(new URL('./vision.worker.ts', import.meta.url), {
    type: 'module',
    name: 'vision',
  });
  const recognitionWorker = new Worker(new URL('./recognition.worker.ts', import.meta.url), {
    type: 'module',
    name: 'recognition',
  });
  const workers = [visionWorker, recognitionWorker];
  const stop = (): void => {
    for (const worker of workers) worker.terminate();
  };
  const crashed = new Promise<never>((_, reject) => {
    for (const worker of workers) {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        reject(new Error(event.message || 'A worker could not be started.'));
      });
    }
    signal?.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });

  try {
    const vision = comlink.wrap<VisionApi>(visionWorker);
    const recognition = comlink.wrap<RecognitionApi>(recognitionWorker);
    const { port1, port2 } = new MessageChannel();
    const start = async (): Promise<RecognitionReport> => {
      await recognition.join(comlink.transfer(port2, [port2]));
      const [report] = await Promise.all([
        recognition.start(recognitionOptions),
        vision.start(visionOptions, comlink.transfer(port1, [port1])),
      ]);
      return report;
    };
    const report = await Promise.race([start(), crashed]);
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
