/** @file Checks numbers of the command line. */
import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError, which commander shows with the option's name. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}
