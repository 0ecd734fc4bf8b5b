/** @file Finds what is wrong with the layout of the screen that is shown: it judges sizes, not looks. */
import type { Page } from '@playwright/test';

/** WCAG 2.2, 2.5.5 (AAA): in CSS pixels, both ways. */
const SMALLEST_TARGET_PX = 44;

/**
 * @returns One line for each fault: the page is wider than the screen, or a control is too small for a finger. It looks
 * into shadow trees. While a modal dialog is open it looks only into that, because the rest cannot be touched.
 */
export async function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate((smallestPx) => {
    const controls: Element[] = [];
    const dialogs: Element[] = [];
    const collect = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.matches('button, input, select, textarea, summary, a[href], wa-radio'))
          controls.push(element);
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
    const faults: string[] = [];
    const { scrollWidth } = document.scrollingElement ?? document.body;
    if (scrollWidth > innerWidth) faults.push(`${String(scrollWidth)} px wide on ${String(innerWidth)} px`);
    for (const control of controls) {
      if (!dialogs.every((dialog) => isInside(control, dialog))) continue;
      if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
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
