/** @file What every liveness cue says of an attempt, and all of them together. */
import { isTurnedByAnother, judgeAnswering, judgeContinuity } from '../liveness/continuity.ts';
import { joinCues, type JointFinding } from '../liveness/join-cues.ts';
import { judgePassive } from '../liveness/passive.ts';
import type { CueFinding, CueName } from '../liveness/types.ts';
import { accommodationsOf, sparingRules } from './accommodated.ts';
import { type AttemptLiveness, isAnswered } from './attempt-liveness.ts';
import type { DecisionContext } from './types.ts';

const PENDING: CueFinding = { state: 'pending', suspicion: null };
const MISSING: CueFinding = { state: 'missing', suspicion: null };
const PASSED: CueFinding = { state: 'passed', suspicion: 0 };
const FAILED: CueFinding = { state: 'failed', suspicion: 1 };

/**
 * Cues that should have spoken once every challenge is answered are missing.
 * @param subjectId - Whom the votes name: every answer must be theirs. Null while they name nobody.
 */
export function judgeLiveness(
  liveness: AttemptLiveness,
  context: DecisionContext,
  subjectId: string | null = null,
): JointFinding {
  const { accommodations, challenges } = liveness;
  const rules = sparingRules(context.policy.liveness.cues, accommodations, challenges !== 0);
  return joinCues(cueFindings(liveness, context, subjectId), rules);
}

function cueFindings(
  liveness: AttemptLiveness,
  context: DecisionContext,
  subjectId: string | null,
): Readonly<Record<CueName, CueFinding>> {
  const answered = isAnswered(liveness, context);
  return {
    challenge: liveness.failure !== null || liveness.ended !== null ? FAILED : answered ? PASSED : PENDING,
    light: liveness.light?.finding ?? PENDING,
    depth: answered ? (liveness.depth ?? MISSING) : PENDING,
    passive: judgePassive(liveness.attackProbabilities, context.attackThreshold),
    continuity: judgeOneFace(liveness, context, subjectId),
  };
}

function judgeOneFace(
  liveness: AttemptLiveness,
  context: DecisionContext,
  subjectId: string | null,
): CueFinding {
  const { lowestCosine, answering, turning } = liveness;
  const cosines = lowestCosine === null ? [] : [lowestCosine];
  const neighbours = judgeContinuity(cosines, context.continuityThreshold);
  const due = neighbours.state === 'pending' && isAnswered(liveness, context) ? MISSING : neighbours;
  if (subjectId === null || due.state === 'failed') return due;
  if (!mayBeSpared(liveness, context, subjectId)) return FAILED;
  if (isTurnedByAnother(turning, subjectId)) return FAILED;
  const answers = judgeAnswering(answering, subjectId);
  return answers.state === 'passed' ? due : answers;
}

/** What was not asked for was spared to one person, and only while their record says so. */
function mayBeSpared(
  { accommodations, subjectId: spared }: AttemptLiveness,
  context: DecisionContext,
  subjectId: string,
): boolean {
  if (accommodations.length === 0) return true;
  const theirs = accommodationsOf(subjectId, context);
  return subjectId === spared && accommodations.every((accommodation) => theirs.includes(accommodation));
}
