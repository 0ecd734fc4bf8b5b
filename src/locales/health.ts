/** @file What the health panel says first, and what it calls the stages of a frame. */
import { msg } from '@lit/localize';
import type { StageTimings } from '../core/observation.ts';

export function healthLine(tone: 'good' | 'warn' | 'bad'): string {
  switch (tone) {
    case 'good':
      return msg('All is well.');
    case 'warn':
      return msg('The kiosk works. Something could be better:');
    case 'bad':
      return msg('Something has to be done:');
  }
}

export function frameStageText(stage: keyof StageTimings): string {
  switch (stage) {
    case 'waitMs':
      return msg('Wait for the frame');
    case 'grabMs':
      return msg('Grab');
    case 'readMs':
      return msg('Read the pixels');
    case 'trackMs':
      return msg('Track');
    case 'alignMs':
      return msg('Align');
    case 'qualityMs':
      return msg('Quality');
    case 'embedMs':
      return msg('Embed');
    case 'fakeMs':
      return msg('Examine for a fake');
    case 'attackMs':
      return msg('Examine for an attack');
    case 'matchMs':
      return msg('Search');
    case 'totalMs':
      return msg('All steps together');
  }
}
