import { expect, it } from 'vitest';
import { FleetError } from '../../src/fleet/errors.ts';
import { LinkError } from '../../src/fleet/link-types.ts';
import { StorageError } from '../../src/storage/errors.ts';
import { nameWithCode, withCode } from '../../src/workers/error-codes.ts';

/** As comlink passes an error on. */
const cross = (error: unknown): unknown => {
  const { name, message } = error as Error;
  return Object.assign(new Error(message), { name });
};

it('keeps the class and the code of an error on its way to the page', () => {
  for (const error of [new FleetError('sealed'), new LinkError('down'), new StorageError('gone')]) {
    const arrived = withCode(cross(nameWithCode(error)));
    expect(arrived).toBeInstanceOf(error.constructor);
    expect(arrived).toMatchObject({ code: error.code, message: error.message });
  }
});

it('leaves other errors as they are', () => {
  const error = new TypeError('x');
  expect(nameWithCode(error)).toBe(error);
  expect(withCode(error)).toBe(error);
});
