/** @file `eer`: joined by id, whatever the order; anything missing, double or malformed is named. */
import { describe, expect, it } from 'vitest';
import { judgeSubmission } from '../../../training/submission/judge-submission.ts';

// The pairs of tests/core/metrics/roc.test.ts, with the submission in another order and other padding.
const TRUTH = 'pair_id,label\n0,1\n1,1\n2,1\n3,0\n4,0\n5,0\n6,0\n';
const SUBMISSION = [
  'pair_id,similarity',
  '00000006,.2',
  '00000000,.9',
  '00000003,.7',
  '00000001,.8',
  '00000005,0.4',
  '00000002,3e-1',
  '00000004,.5',
];

const judge = (submission: readonly string[], truth = TRUTH, parity = false) =>
  judgeSubmission(
    { path: 'truth.csv', text: truth },
    { path: 'mine.csv', text: submission.join('\n') },
    parity,
  );

describe('judgeSubmission', () => {
  it('gives the rates worked out by hand in both forms, with and without dropping', () => {
    const { eerA, eerB, auc } = judge(SUBMISSION);
    expect(eerA.rate).toBeCloseTo(0.3333, 4);
    expect(eerB.rate).toBeCloseTo(0.2917, 4);
    expect(eerB.threshold).toBe(0.7);
    expect(auc).toBeCloseTo(9 / 12, 12);
    const parity = judge(SUBMISSION, TRUTH, true);
    expect(parity.eerB.rate).toBeCloseTo(0.1667, 4);
    expect(parity.eerB.threshold).toBe(0.8);
  });

  it('names missing, unknown and double ids', () => {
    expect(() => judge(SUBMISSION.slice(0, 6))).toThrow('mine.csv has no line for 00000002, 00000004.');
    expect(() => judge([...SUBMISSION, '7,.1'])).toThrow('truth.csv has no line for 00000007.');
    expect(() => judge([...SUBMISSION, '06,.2'])).toThrow('mine.csv has more than one line for 00000006.');
  });

  it('names malformed lines and labels', () => {
    expect(() => judge([...SUBMISSION, '7,', 'x,.2', '8,NaN'])).toThrow(
      /mine.csv[^]*line 9: similarity "" is no number[^]*line 10: the pair id "x"[^]*line 11/,
    );
    expect(() => judge([...SUBMISSION, '7'])).toThrow(/line 9: 1 cells/);
    expect(() => judge(['id,similarity'])).toThrow(/mine.csv has no column pair_id/);
    expect(() => judge(SUBMISSION, TRUTH.replace('6,0', '6,2'))).toThrow(/the label of 00000006 is 2/);
  });
});
