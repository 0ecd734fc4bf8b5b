/**
 * @file Full screen on the operator's demand, where the browser has it. An installed kiosk fills the screen by
 * itself.
 */

/** False on iPhones, which give it to videos only. */
export function hasFullScreen(): boolean {
  // Missing there, whatever the types say.
  return (document.fullscreenEnabled as boolean | undefined) === true;
}

export function isFullScreen(): boolean {
  return document.fullscreenElement !== null;
}

/** Call it in the answer to a touch; a browser that refuses leaves the screen as it is. */
export async function toggleFullScreen(): Promise<void> {
  const done = isFullScreen() ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  await done.catch(() => undefined);
}
