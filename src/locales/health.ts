/** @file What the health panel calls stages of a frame and states of the copy for offline use. */
import { msg } from '@lit/localize';
import type { OfflineState } from '../kiosk/offline-copy.ts';
import type { StageTimings } from '../core/observation.ts';

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
      return msg('Whole way');
  }
}

export function offlineText(state: OfflineState): string {
  switch (state.kind) {
    case 'none':
      return msg('not kept on this device');
    case 'storing':
      return msg('being stored');
    case 'stored':
      return msg('starts and runs');
    case 'incomplete':
      return msg('runs, but not every model is stored yet');
    case 'failed':
      return state.reason === 'notKept'
        ? msg('not stored: the device could not keep every file')
        : msg('not stored: the browser refuses it');
  }
}
