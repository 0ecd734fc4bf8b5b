/** @file What is said of the copy of the kiosk on this device, and what to do where there is none. */
import { msg } from '@lit/localize';
import type { OfflineFailure, OfflineState } from '../kiosk/offline-copy.ts';

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
      return failedText(state.reason);
  }
}

function failedText(reason: OfflineFailure): string {
  switch (reason) {
    case 'notKept':
      return msg('not stored: the device could not keep every file');
    case 'untrusted':
      return msg('not stored: the browser does not trust the certificate');
    case 'refused':
      return msg('not stored: the browser refuses it');
  }
}

/** What to do where the kiosk is not kept on this device. */
export function offlineAdvice(reason: OfflineFailure): string {
  switch (reason) {
    case 'notKept':
      return msg(
        'This device could not keep every file. Free some space, connect it to its server, and reload.',
      );
    case 'untrusted':
      return msg(
        'The browser does not trust this site’s certificate. So it keeps no copy and offers no installation: without a network the kiosk does not start. Let this device trust the site: the machine that serves the kiosk shows how, with “npm start -- --lan”.',
      );
    case 'refused':
      return msg('The browser keeps no copy of this site. Leave private browsing, or use another browser.');
  }
}
