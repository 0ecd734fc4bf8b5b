/** @file What the operator reads about a camera that looks like software, and what follows from that. */
import { msg } from '@lit/localize';
import type { InjectionFlag } from '../core/liveness/types.ts';

const FLAGS: Readonly<Record<InjectionFlag, () => string>> = {
  virtualCamera: () => msg('Its name is that of a program, not of a camera.'),
  relayedPicture: () =>
    msg('Its name is that of a capture card or a phone, which pass on what another device shows.'),
  impossibleCapabilities: () => msg('It claims to be able to do what no camera can.'),
  regularTiming: () => msg('Its pictures come at more regular times than any camera sends them.'),
  unresponsiveControls: () => msg('It does not react to its controls, though it claims to have them.'),
  repeatedFrames: () =>
    msg('Exactly the same pictures came again, as in a recording. No camera repeats itself so exactly.'),
  resolutionChanged: () => msg('The size of its pictures changed while it ran.'),
};

export function injectionFlagText(flag: InjectionFlag): string {
  return FLAGS[flag]();
}
