/** @file The audit log as a file for spreadsheets. The one importer of Papa Parse. */
import Papa from 'papaparse';
import { subjectIdOf } from '../storage/log/audit-query.ts';
import type { AuditEntry, AuditEvent } from '../storage/types.ts';
import { type EntryParts, type NameOf, without } from './records-export.ts';

const COLUMNS = ['index', 'time', 'kind', 'outcome', 'reason', 'subject', 'name', 'details', 'hash'];

/** What a spreadsheet would take for a formula, full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;

/**
 * Cells that a spreadsheet would take for a formula begin with an apostrophe, so that it shows them as text.
 * @returns The parts of the file's text.
 */
export async function* recordsCsv(parts: EntryParts, nameOf: NameOf): AsyncGenerator<string> {
  // The byte order mark has Excel read names as UTF-8.
  yield `\uFEFF${linesOf([COLUMNS])}`;
  for await (const part of parts) {
    if (part.length > 0) yield linesOf(part.map((entry) => rowOf(entry, nameOf)));
  }
}

function linesOf(rows: readonly Row[]): string {
  return `${Papa.unparse([...rows], { escapeFormulae: FORMULA, newline: '\r\n' })}\r\n`;
}

type Row = readonly (string | number)[];

function rowOf(entry: AuditEntry, nameOf: NameOf): Row {
  const { index, atMs, event } = entry;
  const subjectId = subjectIdOf(entry);
  const verdict = event.kind === 'verdict' ? event.verdict : null;
  return [
    index,
    new Date(atMs).toISOString(),
    event.kind,
    verdict?.outcome ?? '',
    verdict?.reason ?? '',
    subjectId ?? '',
    subjectId === null ? '' : (nameOf(subjectId) ?? ''),
    detailsOf(event),
    entry.hash,
  ];
}

/** What has a column of its own, or must not be in a file. */
const NOT_DETAILS = ['kind', 'outcome', 'reason', 'subjectId', 'atMs', 'margin'];

/** Empty when there are none. */
function detailsOf(event: AuditEvent): string {
  const details = without({ ...(event.kind === 'verdict' ? event.verdict : event) }, NOT_DETAILS);
  return Object.keys(details).length === 0 ? '' : JSON.stringify(details);
}
