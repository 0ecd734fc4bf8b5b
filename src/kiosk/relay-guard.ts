/**
 * @file Lets a relay go whenever the page cannot end its pulse: when the page starts, before anybody unlocks it, and
 * when it ends, is frozen or hidden. A hidden page's timers may run a minute late.
 */
import type { SerialRelay } from '../actuators/serial-relay.ts';
import { onPortPlugged } from '../actuators/web-serial.ts';

/** @param plain - Whether the relay that is plugged in is a plain one, as far as is known. */
export function guardRelay(
  relay: Pick<SerialRelay, 'letGo' | 'release' | 'rest'>,
  plain: () => boolean,
): void {
  const letGo = (): void => {
    relay.letGo();
  };
  // A page that was kept whole for the back button ends here too, and comes back with its pulse ended.
  window.addEventListener('pagehide', letGo);
  // Chromium's: the page is halted, and its timers with it.
  document.addEventListener('freeze', letGo);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') letGo();
  });
  // A relay with a supply of its own keeps its contact as it was while its plug was out.
  onPortPlugged(() => {
    if (plain()) void relay.release();
  });
  // A crash, or a page that ended within a pulse, may have left the contact closed.
  void relay.rest();
}
