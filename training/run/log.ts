/**
 * @file The log of a run: JSON lines. Each is appended in one write, so that a killed process leaves at most its last
 * line half-written; reading leaves such a line out.
 */
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { RunEvent } from './events.ts';
import { RunFolderError } from './files.ts';
import { describeIssue, eventSchema } from './schemas.ts';

export interface LogWriter {
  /** On return the operating system has the line: it outlives this process. */
  append(event: RunEvent): void;
  close(): void;
}

/** @param path - Created when absent. */
export function openLog(path: string): LogWriter {
  const file = openSync(path, 'a');
  return {
    append: (event) => appendFileSync(file, lineOf(event)),
    close: () => closeSync(file),
  };
}

/** With its line break. */
export function lineOf(event: RunEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/**
 * @returns Events in the order of the file.
 * @throws RunFolderError naming the line that cannot be read. Error of the file system.
 */
export async function readLog(path: string): Promise<RunEvent[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  // What follows the last line break is nothing, or a line that was cut short.
  lines.pop();
  return lines.map((line, index) => parseLine(line, `${path}, line ${index + 1}`));
}

function parseLine(line: string, where: string): RunEvent {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new RunFolderError(`${where} is no JSON. Delete the line to read the rest.`, { cause: error });
  }
  const result = v.safeParse(eventSchema, value);
  if (!result.success) {
    throw new RunFolderError(
      `${where} is no event of a run (${describeIssue(result.issues)}). Delete the line to read the rest.`,
    );
  }
  return result.output;
}
