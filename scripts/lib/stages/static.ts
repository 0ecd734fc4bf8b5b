/**
 * @file The stages that read the sources without running them: lint, format and types.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import { oneCheck, sum, type Outcome } from './outcome.ts';

const TSCONFIGS = ['core', 'worker', 'app', 'node'].map((zone) => `tsconfig.${zone}.json`);

export function runLint(): Promise<Outcome> {
  return check('lint', 'eslint/bin/eslint.js', ['.', '--max-warnings', '0']);
}

export function runFormat(): Promise<Outcome> {
  return check('format', 'prettier/bin/prettier.cjs', ['--check', '.', '--log-level', 'warn']);
}

/** One check for each tsconfig. */
export async function runTypes(): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const config of TSCONFIGS) outcomes.push(await check(config, 'typescript/bin/tsc', ['-p', config]));
  return sum(outcomes);
}

/** Runs a package's program; it passes with exit code 0, and what it printed is the detail otherwise. */
async function check(name: string, program: string, args: readonly string[]): Promise<Outcome> {
  const { code, output } = await runProgram(program, args);
  return oneCheck(name, code === 0 ? null : output.trim() || `ended with exit code ${String(code)}`);
}

/**
 * @param program - Path under node_modules.
 * @returns The exit code, -1 for a program that was killed, and everything it printed.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', program), ...args], { cwd: ROOT, env });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? -1, output: Buffer.concat(chunks).toString() });
    });
  });
}
