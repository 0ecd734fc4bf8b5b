/** @file Why the pipeline does not run, as a code that the preflight page turns into advice. */

export type PipelineErrorCode =
  | 'modelMissing'
  /** A model's file is not the one in the manifest. */
  | 'modelRefused'
  | 'manifestUnreadable'
  /** The networks compute wrongly on this device, on WASM too. */
  | 'selfTestFailed'
  | 'workerFailed';

export class PipelineError extends Error {
  override readonly name = 'PipelineError';

  constructor(
    readonly code: PipelineErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Gives what a worker threw its code: over comlink only an error's name and message arrive. */
export function toPipelineError(error: unknown): PipelineError {
  if (error instanceof PipelineError) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const code = WORKER_ERRORS.get(name) ?? 'workerFailed';
  return new PipelineError(code, message, { cause: error });
}

const WORKER_ERRORS = new Map<string, PipelineErrorCode>([
  ['ModelFileError', 'modelRefused'],
  ['SelfTestError', 'selfTestFailed'],
]);
