/** @file A reporter for Vitest that prints one line for each file that it begins; unit.ts reads them. */
import type { Reporter, TestModule } from 'vitest/node';
import { relative } from 'node:path';
import { ROOT } from '../paths.ts';

export const PROGRESS_LINE = /^\[(\d+)\/(\d+)\] (.*)$/;

export default class UnitProgress implements Reporter {
  private _at = 0;
  private _of = 0;

  onTestRunStart(files: readonly unknown[]): void {
    this._of = files.length;
  }

  onTestModuleQueued({ moduleId }: TestModule): void {
    this._at += 1;
    console.log(`[${String(this._at)}/${String(this._of)}] ${relative(ROOT, moduleId)}`);
  }
}
