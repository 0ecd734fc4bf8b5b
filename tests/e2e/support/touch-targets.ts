/** @file Finds what is wrong with the layout of the screen that is shown: it judges sizes, not looks. */
import type { Page } from '@playwright/test';

/** WCAG 2.2, 2.5.5 (AAA): in CSS pixels, both ways. */
const SMALLEST_TARGET_PX = 44;

/**
 * @returns One line for each fault: the page is wider than the screen, a control is too small for a finger, a word of a
 * button or a heading is broken, or a sign points against the text. It looks into shadow trees. While a modal dialog is
 * open it looks only into that, because the rest cannot be touched.
 */
export async function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate((smallestPx) => {
    const controls: Element[] = [];
    const worded: Element[] = [];
    const dialogs: Element[] = [];
    const signs: Element[] = [];
    const collect = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.matches('button, input, select, textarea, summary, a[href], wa-radio'))
          controls.push(element);
        if (element.matches('button, wa-button, h1, h2, h3')) worded.push(element);
        if (element.matches('kiosk-icon[data-along]')) signs.push(element);
        if (element.matches('dialog:modal')) dialogs.push(element);
        if (element.shadowRoot) collect(element.shadowRoot);
      }
    };
    collect(document);

    const parentOf = (element: Element): Element | null => {
      const { assignedSlot, parentElement } = element;
      if (assignedSlot ?? parentElement) return assignedSlot ?? parentElement;
      const root = element.getRootNode();
      return root instanceof ShadowRoot ? root.host : null;
    };
    const isInside = (element: Element, outer: Element): boolean => {
      for (let at: Element | null = element; at; at = parentOf(at)) if (at === outer) return true;
      return false;
    };
    /** A click on a tick's label, or on the frame of a field, reaches the control as well. */
    const targetOf = (control: Element): Element => {
      if (!control.matches('input, select, textarea')) return control;
      return (
        control.closest('label') ?? control.closest('[part~=input-wrapper], [part~=combobox]') ?? control
      );
    };
    /** Those that begin on one line and end on another; a hyphen of their own may end a line. */
    const brokenWords = (element: Element): readonly string[] => {
      const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const broken: string[] = [];
      while (texts.nextNode()) {
        const text = texts.currentNode as Text;
        for (const { 0: word, index } of text.data.matchAll(/[\p{L}\p{N}]{2,}/gu)) {
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          const lines = [...range.getClientRects()].map(({ bottom }) => Math.round(bottom));
          if (lines.length > 0 && Math.max(...lines) - Math.min(...lines) > 5) broken.push(word);
        }
      }
      return broken;
    };
    const isShown = (element: Element): boolean =>
      dialogs.every((dialog) => isInside(element, dialog)) &&
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const faults: string[] = [];
    for (const element of worded.filter(isShown)) {
      for (const word of brokenWords(element)) faults.push(`${element.localName}: “${word}” is broken`);
    }
    for (const sign of signs.filter(isShown)) {
      const svg = sign.shadowRoot?.querySelector('svg');
      const isTurned = svg ? new DOMMatrix(getComputedStyle(svg).transform).a === -1 : false;
      if (isTurned !== (getComputedStyle(sign).direction === 'rtl'))
        faults.push(`the sign “${sign.getAttribute('name') ?? ''}” points against the text`);
    }
    const { scrollWidth } = document.scrollingElement ?? document.body;
    if (scrollWidth > innerWidth) faults.push(`${String(scrollWidth)} px wide on ${String(innerWidth)} px`);
    for (const control of controls) {
      if (!isShown(control)) continue;
      const own = control.getBoundingClientRect();
      // The control is visually hidden; a person presses its label or button instead.
      if (own.width <= 1 || own.height <= 1) continue;
      const { width, height } = targetOf(control).getBoundingClientRect();
      // Borders of half a device pixel.
      if (Math.min(width, height) > smallestPx - 0.5) continue;
      const root = control.getRootNode();
      const host = root instanceof ShadowRoot ? root.host.localName : '';
      const name = control.getAttribute('aria-label') ?? control.textContent.trim();
      faults.push(`${host} ${control.localName} “${name}” is ${width.toFixed(0)} × ${height.toFixed(0)} px`);
    }
    return faults;
  }, SMALLEST_TARGET_PX);
}
