/** @file The audit log as a file for spreadsheets. The one importer of Papa Parse. */
import Papa from 'papaparse';
import { subjectIdOf } from '../storage/audit-query.ts';
import type { AuditEntry, AuditEvent } from '../storage/types.ts';
import { type NameOf, without } from './records-export.ts';

const COLUMNS = ['index', 'time', 'kind', 'outcome', 'reason', 'subject', 'name', 'details', 'hash'];

/** What a spreadsheet would take for a formula, full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;

/** Cells that a spreadsheet would take for a formula begin with an apostrophe, so that it shows them as text. */
export function recordsCsv(entries: readonly AuditEntry[], nameOf: NameOf): string {
  const rows = entries.map((entry) => {
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
  });
  // The byte order mark has Excel read names as UTF-8.
  return `\uFEFF${Papa.unparse([COLUMNS, ...rows], { escapeFormulae: FORMULA, newline: '\r\n' })}\r\n`;
}

/** What has a column of its own, or must not be in a file. */
const NOT_DETAILS = ['kind', 'outcome', 'reason', 'subjectId', 'atMs', 'margin'];

/** Empty when there are none. */
function detailsOf(event: AuditEvent): string {
  const details = without({ ...(event.kind === 'verdict' ? event.verdict : event) }, NOT_DETAILS);
  return Object.keys(details).length === 0 ? '' : JSON.stringify(details);
}
