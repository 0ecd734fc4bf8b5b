/** @file Lists of people as CSV, for spreadsheets and personnel software: read, and written. */
import Papa from 'papaparse';
import { fold } from './fold.ts';
import type { ListRow } from './hr-list.ts';
import type { KnownPerson } from './people-api.ts';

const HEADS = ['id', 'name', 'badge', 'suspended', 'face', 'pin', 'agreed until'];
/** What a spreadsheet would take for a formula, full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
const YES = ['yes', 'y', 'true', '1', 'x'];
const NO = ['no', 'n', 'false', '0'];
/** Heads that personnel software gives, folded. */
const NAMES: Readonly<Record<'id' | 'name' | 'badge' | 'suspended', readonly string[]>> = {
  id: ['id'],
  name: ['name', 'full name', 'имя', 'фио', 'الاسم'].map(fold),
  badge: ['badge', 'badge number', 'card', 'пропуск', 'номер пропуска', 'رقم البطاقة'].map(fold),
  suspended: ['suspended', 'blocked', 'приостановлен', 'موقوف'].map(fold),
};

/** @returns Null where no column is of names. */
export function readList(text: string): readonly ListRow[] | null {
  const { data } = Papa.parse<readonly string[]>(text.replace(/^\uFEFF/u, ''), { skipEmptyLines: 'greedy' });
  const [heads = [], ...rows] = data;
  const at = (field: keyof typeof NAMES): number =>
    heads.findIndex((head) => NAMES[field].includes(fold(head.trim())));
  const columns = { id: at('id'), name: at('name'), badge: at('badge'), suspended: at('suspended') };
  if (columns.name < 0) return null;
  return rows.map((row, index) => {
    const cell = (column: number): string => plain(column < 0 ? '' : (row[column] ?? ''));
    return {
      line: index + 2,
      id: cell(columns.id),
      name: cell(columns.name),
      badge: cell(columns.badge),
      suspended: answerOf(cell(columns.suspended)),
    };
  });
}

/** With a byte order mark, so that Excel reads names as UTF-8. */
export function writeList(people: readonly KnownPerson[]): string {
  const yes = (is: boolean): string => (is ? 'yes' : 'no');
  const rows = people.map(({ id, name, badge, suspendedAtMs, hasFace, hasPin, retainUntilMs }) => [
    ...[id, name, badge ?? '', yes(suspendedAtMs !== null), yes(hasFace), yes(hasPin)],
    new Date(retainUntilMs).toISOString().slice(0, 10),
  ]);
  return `\uFEFF${Papa.unparse([HEADS, ...rows], { escapeFormulae: FORMULA, newline: '\r\n' })}\r\n`;
}

/** Without the apostrophe that `writeList` puts before what looks like a formula. */
function plain(cell: string): string {
  const text = cell.trim();
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}

function answerOf(cell: string): boolean | null {
  const answer = fold(cell);
  if (YES.includes(answer)) return true;
  return NO.includes(answer) ? false : null;
}
