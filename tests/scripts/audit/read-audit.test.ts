import { expect, it } from 'vitest';
import { readAudit } from '../../../scripts/lib/audit/read-audit.ts';

it('names packages with a hole of high or critical severity', () => {
  const report = {
    vulnerabilities: {
      one: { severity: 'high' },
      two: { severity: 'moderate' },
      three: { severity: 'critical' },
    },
  };
  expect(readAudit(JSON.stringify(report))).toEqual({
    kind: 'answer',
    packages: ['one (high)', 'three (critical)'],
  });
  expect(readAudit('{"vulnerabilities":{}}')).toEqual({ kind: 'answer', packages: [] });
});

it('tells a registry that does not answer from a clean bill', () => {
  expect(readAudit('{"message":"request to the registry failed","error":{}}')).toEqual({
    kind: 'noAnswer',
    why: 'request to the registry failed',
  });
  for (const output of ['', 'npm error', '[]', '{}']) expect(readAudit(output).kind).toBe('noAnswer');
});
