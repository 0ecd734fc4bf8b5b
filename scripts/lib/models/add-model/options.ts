/**
 * @file The options of `models add`, from the terminal's words to numbers. Reads no file.
 */
import { InvalidArgumentError } from 'commander';
import type { TemplateName } from '../../../../src/core/align/template.ts';
import type { Activation } from './ending.ts';
import type { OnnxInput, OnnxModelEntry } from '../../../../src/core/manifest/types.ts';

/** As commander hands them over, after the parsers below. */
export interface AddOptions {
  readonly name: string;
  readonly role: OnnxModelEntry['role'];
  /** Without it, the file's own. */
  readonly size?: number;
  readonly layout: OnnxInput['layout'];
  readonly channels: OnnxInput['channels'];
  readonly mean: Triple;
  readonly std: Triple;
  readonly template: TemplateName;
  readonly margin: number;
  readonly licence: string;
  readonly output?: string;
  readonly threshold?: number;
  readonly live?: number;
  readonly activation?: Activation;
  readonly people?: string;
  readonly pairs?: string;
  readonly modelsFolder: string;
  /** In seconds. */
  readonly timeLimit: number;
}

export type Triple = readonly [number, number, number];

/** `127.5,127.5,127.5`, or one number for all three. @throws InvalidArgumentError */
export function parseTriple(text: string): Triple {
  const numbers = text.split(',').map(parseNumber);
  if (numbers.length === 1) return [numbers[0], numbers[0], numbers[0]];
  if (numbers.length !== 3) throw new InvalidArgumentError('It must be one number, or three with commas.');
  return [numbers[0], numbers[1], numbers[2]];
}

/** @throws InvalidArgumentError */
export function parseNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('It must be a number.');
  return number;
}

/** @throws InvalidArgumentError */
export function parsePositive(text: string): number {
  const number = parseNumber(text);
  if (number <= 0) throw new InvalidArgumentError('It must be above 0.');
  return number;
}
