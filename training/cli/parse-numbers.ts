/** @file What is typed after an option: numbers, and values of an option that may be given several times. */
import { InvalidArgumentError } from 'commander';

/** Such as `0.2,0.3`. @throws InvalidArgumentError for anything that is no number. */
export function numberList(text: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (!values.every(Number.isFinite)) {
    throw new InvalidArgumentError('It must be numbers with commas between them.');
  }
  return values;
}

export function finiteNumber(text: string): number {
  const values = numberList(text);
  if (values.length !== 1) throw new InvalidArgumentError('It must be one number.');
  return values[0];
}

/** One number for all three channels, or one each. */
export function perChannel(text: string): [number, number, number] {
  const values = numberList(text);
  if (values.length === 1) return [values[0], values[0], values[0]];
  if (values.length === 3) return [values[0], values[1], values[2]];
  throw new InvalidArgumentError('It must be one number, or three with commas between them.');
}

/** A whole number, 0 or more. @throws InvalidArgumentError, which commander shows with the option's name. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

/** A positive whole number. */
export function countNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError('It must be a whole number above 0.');
  }
  return value;
}

/** Such as `50x6`: people times photos. */
export function peopleTimesPhotos(text: string): [people: number, photos: number] {
  const match = /^(\d+)\s*[x×]\s*(\d+)$/.exec(text);
  if (!match) throw new InvalidArgumentError('It must be people times photos, such as 50x6.');
  return [countNumber(match[1]), countNumber(match[2])];
}

export function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}
