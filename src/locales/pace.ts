/** @file What the speed of this device means for the door, and what to do about it. Pure. */
import { msg, str } from '@lit/localize';
import type { Policy } from '../core/decision/policies.ts';
import { isCameraSlow, isTooSlow, type Pace, slackOf } from '../core/pace/pace.ts';
import { decimalText } from './decimals.ts';
import { policyText } from './policies.ts';

export interface PaceText {
  readonly state: 'fast' | 'slow' | 'tooSlow';
  readonly text: string;
}

/** @returns Null before a face was followed. */
export function paceText(
  pace: Pace | null,
  { name, slowestGapMs }: Pick<Policy, 'name' | 'slowestGapMs'>,
): PaceText | null {
  const gapMs = pace?.gapMs ?? null;
  if (pace === null || gapMs === null) return null;
  const rate = perSecond(gapMs);
  if (isTooSlow(pace, slowestGapMs)) {
    const { name: policy } = policyText(name);
    const least = perSecond(slowestGapMs);
    const text = isCameraSlow(pace)
      ? msg(
          str`The camera gives ${rate} pictures a second, and the policy “${policy}” needs ${least}: nobody is checked by face. Improve the lighting, or use another camera.`,
        )
      : msg(
          str`This device follows ${rate} frames a second, and the policy “${policy}” needs ${least}: nobody is checked by face. Close other programs, let the device cool down, or use a faster one.`,
        );
    return { state: 'tooSlow', text };
  }
  if (isCameraSlow(pace) && slackOf(pace) > 0) {
    const text = msg(
      str`The camera gives ${rate} pictures a second, so challenges take longer. Improve the lighting: many cameras slow down in the dark.`,
    );
    return { state: 'slow', text };
  }
  switch (pace.stride) {
    case 1:
      return { state: 'fast', text: msg(str`${rate} frames a second with a face: fast enough.`) };
    case 2:
      return {
        state: 'slow',
        text: msg(
          str`${rate} frames a second with a face. This device is slow, so it recognises every second one; challenges take longer.`,
        ),
      };
    case 3:
      return {
        state: 'slow',
        text: msg(
          str`${rate} frames a second with a face. This device is slow, so it recognises every third one; challenges take longer.`,
        ),
      };
  }
}

function perSecond(gapMs: number): string {
  return decimalText(1_000 / gapMs, 1);
}
