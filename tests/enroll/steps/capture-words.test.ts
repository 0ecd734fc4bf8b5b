/** @file What the guided capture says, in each situation that the person can be in. */
import { expect, it } from 'vitest';
import { CAPTURE_POSES } from '../../../src/core/enrolment/capture-state.ts';
import type { PoseStatus } from '../../../src/core/enrolment/types.ts';
import {
  type CaptureSituation,
  countText,
  instructionText,
  noticeText,
} from '../../../enroll/steps/capture-words.ts';

const LIVE: CaptureSituation = {
  over: false,
  ready: true,
  source: { kind: 'live' },
  view: { pose: 'frontal', hint: null, poses: [], restart: null },
};
const view = (change: Partial<NonNullable<CaptureSituation['view']>>): CaptureSituation => ({
  ...LIVE,
  view: { pose: 'frontal', hint: null, poses: [], restart: null, ...change },
});

it.each<[string, CaptureSituation, string]>([
  ['the models load', { ...LIVE, ready: false }, 'One moment …'],
  ['the camera starts', { ...LIVE, source: { kind: 'starting' } }, 'One moment …'],
  ['no frame was judged yet', { ...LIVE, view: null }, 'One moment …'],
  ['the camera is off', { ...LIVE, source: { kind: 'off' } }, 'The camera is off'],
  ['the face is wanted from the front', LIVE, 'Look straight at the camera'],
  ['a pose is wanted', view({ pose: 'left' }), 'Turn your head a little to the left'],
  ['the picture is too dark', view({ pose: 'left', hint: 'tooDark' }), 'Too dark – turn towards the light'],
  ['everything is captured', { ...view({ hint: 'tooDark' }), over: true }, 'Thank you. One moment …'],
])('gives one instruction while %s', (_, situation, instruction) => {
  expect(instructionText(situation)).toBe(instruction);
  expect(noticeText(situation)).toBe('');
});

it('says why the camera gives no picture, and what helps', () => {
  const situation: CaptureSituation = { ...LIVE, source: { kind: 'failed', reason: 'none' } };
  expect(instructionText(situation)).toBe('No camera found');
  expect(noticeText(situation)).toContain('Plug in a camera');
});

it('says why it began anew', () => {
  const situation = view({ restart: 'anotherFace' });
  expect(instructionText(situation)).toBe('Look straight at the camera');
  expect(noticeText(situation)).toBe('That looks like another person, so we start again.');
});

it('counts the views that are taken, and names those that were passed over', () => {
  const poses = (...statuses: readonly PoseStatus[]) =>
    view({ poses: CAPTURE_POSES.map((pose, at) => ({ pose, status: statuses[at], fraction: 0 })) });
  expect(countText({ ...LIVE, view: null })).toBe('');
  expect(countText(poses('active', 'waiting', 'waiting', 'waiting', 'waiting'))).toBe('Views taken: 0 of 5');
  expect(countText(poses('done', 'done', 'active', 'waiting', 'waiting'))).toBe('Views taken: 2 of 5');
  expect(countText(poses('done', 'skipped', 'done', 'skipped', 'active'))).toBe(
    'Views taken: 2 of 5 · Missing: left, up',
  );
});
