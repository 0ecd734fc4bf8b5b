/** @file What the list of people says of a person. Pure. */
import { msg, str } from '@lit/localize';
import type { Subject } from '../src/core/template/types.ts';
import { dateText } from '../src/locales/enrolment.ts';

export function templateText({ template, meanQuality }: Subject): string {
  if (template === null) return msg('No face: badge and PIN only');
  const count = template.embeddings.length;
  return meanQuality === null
    ? msg(str`Views of the face: ${count}`)
    : msg(str`Views of the face: ${count}, quality ${Math.round(meanQuality * 100)} %`);
}

/** @param seenAtMs - Undefined for somebody who was never let in, null while that is not known yet. */
export function lastSeenText(seenAtMs: number | undefined | null): string {
  if (seenAtMs === null) return '…';
  return seenAtMs === undefined ? msg('never') : dateText(seenAtMs);
}
