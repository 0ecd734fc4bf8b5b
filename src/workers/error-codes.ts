/**
 * @file Errors with a code, from a worker to the page: what crosses keeps an error's name and its message alone. So the
 * code stands in the name on the way.
 */
import { FleetError, type FleetErrorCode } from '../fleet/errors.ts';
import { LinkError, type LinkErrorCode } from '../fleet/link-types.ts';
import { StorageError, type StorageErrorCode } from '../storage/errors.ts';

/** In the worker. @returns What is to be thrown. */
export function nameWithCode(error: unknown): unknown {
  const hasCode = error instanceof FleetError || error instanceof LinkError || error instanceof StorageError;
  return hasCode ? Object.assign(new Error(error.message), { name: `${error.name} ${error.code}` }) : error;
}

/** In the page. @returns The error as it was thrown in the worker. */
export function withCode(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const [name, code] = error.name.split(' ');
  const options = { cause: error };
  if (name === 'FleetError') return new FleetError(code as FleetErrorCode, options);
  if (name === 'LinkError') return new LinkError(code as LinkErrorCode, options);
  return name === 'StorageError' ? new StorageError(code as StorageErrorCode, undefined, options) : error;
}
