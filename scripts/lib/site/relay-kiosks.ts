/** @file Reads which kiosks may use a plain relay, as they are named on the command line. */
import { kioskCodesIn } from '../../../src/core/site/relay-kiosks.ts';

/** @throws when one is no code of a kiosk. */
export function readKioskCodes(given: readonly string[]): readonly string[] {
  const wrong = given.find((text) => kioskCodesIn(text).length !== 1);
  if (wrong !== undefined) {
    throw new Error(
      `“${wrong}” is no code of a kiosk. It stands at the kiosk, under Door output → USB relay.`,
    );
  }
  return given.flatMap(kioskCodesIn);
}
