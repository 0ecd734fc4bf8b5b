/** @file Waits until a page has stopped moving, however long a slow machine takes for that. */
import type { Page } from '@playwright/test';

/**
 * Resolves once no animation and no transition runs, in shadow trees neither. Those without an end, such as a
 * spinner's, do not count.
 */
export async function awaitStillness(page: Page): Promise<void> {
  // Not `waitForFunction`, which asks a function that itself waits only once.
  await page.evaluate(async () => {
    const running = (root: Document | ShadowRoot): readonly Animation[] => [
      ...root.getAnimations(),
      ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? running(shadowRoot) : [])),
    ];
    const isStill = ({ playState, effect }: Animation): boolean =>
      playState !== 'running' || effect?.getComputedTiming().endTime === Infinity;
    do {
      // What has just been rendered begins to move with the next frame.
      for (let frame = 0; frame < 2; frame += 1)
        await new Promise((resolve) => requestAnimationFrame(resolve));
    } while (!running(document).every(isStill));
  });
}
