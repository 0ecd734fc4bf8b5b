/**
 * @file Puts the application into the page so that no script finds it: its parent is a closed shadow root that nothing
 * keeps. Every element of the kiosk holds the session, and `document.querySelector` would give them all.
 */
export function appendUnseen(app: HTMLElement): void {
  const host = document.createElement('div');
  // eslint-disable-next-line wc/no-closed-shadow-root -- it hides the session, and nothing in it is for others
  const root = host.attachShadow({ mode: 'closed' });
  root.append(app);
  for (const type of ['mousedown', 'focusin']) root.addEventListener(type, stopInOpenSelect);
  document.body.append(host);
}

/**
 * An open `<wa-select>` listens on the document and closes when something else is pressed. From there everything in the
 * closed root looks like something else.
 */
function stopInOpenSelect(event: Event): void {
  const isInside = event.composedPath().some((at) => at instanceof Element && at.matches('wa-select[open]'));
  if (isInside) event.stopPropagation();
}
