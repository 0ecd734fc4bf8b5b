/** @file What came of a folder: one verdict per file, as data for `--json` and as lines for the terminal. */
import { printable } from '../../../src/core/enrolment/visible-text.ts';
import type { EnrolledFolder } from './enroll-folder.ts';
import type { FolderOfPeople } from './people.ts';

export interface FileReport {
  /** Relative to the folder. */
  readonly file: string;
  /** `spare`: a good photo that adds nothing to the template. */
  readonly status: 'accepted' | 'spare' | 'refused' | 'skipped';
  /** The name under which it was enrolled; null for the others. */
  readonly person: string | null;
  readonly reason: string | null;
}

/** Every file once, in the order of their paths. */
export function fileReports(
  { skipped }: Pick<FolderOfPeople, 'skipped'>,
  { chosen, refused }: Pick<EnrolledFolder, 'chosen' | 'refused'>,
): FileReport[] {
  const reports: FileReport[] = [
    ...chosen.flatMap(({ name, used, spare }) => [
      ...used.map((file) => ({ file, status: 'accepted', person: name, reason: null }) as const),
      ...spare.map(
        (file) => ({ file, status: 'spare', person: name, reason: 'it adds nothing to the others' }) as const,
      ),
    ]),
    ...refused.map(
      ({ path, why }) => ({ file: path, status: 'refused', person: null, reason: why }) as const,
    ),
    ...skipped.map(
      ({ path, why }) => ({ file: path, status: 'skipped', person: null, reason: why }) as const,
    ),
  ];
  return reports.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

export function describeFiles(reports: readonly FileReport[]): string[] {
  return reports.map(({ file, status, person, reason }) => {
    const detail = [person, reason].filter((part) => part !== null).join(': ');
    return printable(`${status.padEnd(8)}  ${file}  ${detail}`);
  });
}

/** Pairs that the operator should look at: both are enrolled. @param byFace - The face alone lets them in. */
export function describeLookAlikes({ chosen }: Pick<EnrolledFolder, 'chosen'>, byFace: boolean): string[] {
  const rule = byFace
    ? 'Both are enrolled, and enter by the face alone, as you said.'
    : 'Both are enrolled, and the door asks for badge or PIN after the face. Give each one under People: until then ' +
      'it lets neither in.';
  return chosen
    .filter(({ lookAlikes }) => lookAlikes.length > 0)
    .map(({ name, lookAlikes }) =>
      printable(`Look-alikes: ${name} may now and then be taken for ${lookAlikes.join(' or ')}. ${rule}`),
    );
}

export function describeTotals(reports: readonly FileReport[], people: number): string {
  const count = (status: FileReport['status']): number =>
    reports.filter((report) => report.status === status).length;
  return (
    `${people} ${people === 1 ? 'person' : 'people'} enrolled from ${count('accepted')} photos; ` +
    `${count('spare')} spare, ${count('refused')} refused, ${count('skipped')} skipped.`
  );
}
