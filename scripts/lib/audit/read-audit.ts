/** @file Reads what `npm audit --json` says of the packages that a kiosk is built from. Pure. */
import * as v from 'valibot';

export type Audit =
  /** No registry, or one that knows no audit. */
  | { readonly kind: 'noAnswer'; readonly why: string }
  /** Packages with a known hole of high or critical severity; none is good. */
  | { readonly kind: 'answer'; readonly packages: readonly string[] };

const SEVERE = ['high', 'critical'];

const ReportSchema = v.looseObject({
  vulnerabilities: v.record(v.string(), v.looseObject({ severity: v.string() })),
});
const ErrorSchema = v.looseObject({ message: v.string() });

/** @param output - What npm wrote; its exit code tells a hole from a missing registry no better. */
export function readAudit(output: string): Audit {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch {
    return { kind: 'noAnswer', why: 'npm audit gave no report' };
  }
  const report = v.safeParse(ReportSchema, json);
  if (!report.success) {
    const error = v.safeParse(ErrorSchema, json);
    return { kind: 'noAnswer', why: error.success ? error.output.message : 'npm audit gave no report' };
  }
  const packages = Object.entries(report.output.vulnerabilities)
    .filter(([, { severity }]) => SEVERE.includes(severity))
    .map(([name, { severity }]) => `${name} (${severity})`);
  return { kind: 'answer', packages };
}
