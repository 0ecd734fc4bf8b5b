/** @file Runs the program of a package, such as the linter, and keeps what it printed. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../paths.ts';

export interface ProgramOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Gets each line of its standard output at once. */
  readonly onLine?: (line: string) => void;
}

export interface Ended {
  /** -1 for a program that was killed. */
  readonly code: number;
  /** Everything it printed. */
  readonly output: string;
}

/** @param program - Path under node_modules. */
export function runProgram(
  program: string,
  args: readonly string[],
  { env = process.env, onLine }: ProgramOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', program), ...args], { cwd: ROOT, env });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    if (onLine) createInterface({ input: child.stdout }).on('line', onLine);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, output: Buffer.concat(chunks).toString() }));
  });
}
