/** @file Finds what is wrong with the layout of the screen that is shown: it judges sizes, not looks. */
import type { Page } from '@playwright/test';

/** WCAG 2.2, 2.5.5 (AAA): in CSS pixels, both ways. */
const SMALLEST_TARGET_PX = 44;
/** Of the screen's height, above a face that fills its oval; a screen lower than usual has two rows of buttons. */
const HIGHEST_TOP_SHARE = 0.2;
const TWO_ROWS_PX = 140;

/**
 * It looks into shadow trees. While a modal dialog is open it looks only into that, because the rest cannot be touched.
 *
 * @param whole - The dialog has to show all of itself at once.
 * @returns One line for each fault: the page or a dialog is wider than its room, text leaves a dialog, a control is too
 *   small for a finger, buttons side by side differ in height, a word of a button or a heading is broken, a sign points
 *   against the text, or what stands at the door's upper edge would lie over a face.
 */
export async function layoutFaults(page: Page, whole = false): Promise<readonly string[]> {
  return page.evaluate(
    ([smallestPx, highestTopShare, twoRowsPx, mustBeWhole]) => {
      const controls: Element[] = [];
      const worded: Element[] = [];
      const dialogs: Element[] = [];
      const signs: Element[] = [];
      const tops: Element[] = [];
      const texts: Text[] = [];
      const collect = (root: Document | ShadowRoot): void => {
        for (const element of root.querySelectorAll('*')) {
          if (element.matches('button, input, select, textarea, summary, a[href], wa-radio'))
            controls.push(element);
          if (element.matches('button, wa-button, h1, h2, h3')) worded.push(element);
          if (element.matches('kiosk-icon[data-along]')) signs.push(element);
          if (element.matches('kiosk-door-face')) tops.push(element.parentElement ?? element);
          if (element.matches('dialog:modal')) dialogs.push(element);
          for (const child of element.childNodes)
            if (child instanceof Text && child.data.trim() !== '') texts.push(child);
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
        const within = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        const broken: string[] = [];
        while (within.nextNode()) {
          const text = within.currentNode as Text;
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
        (dialogs.length === 0 || isInside(element, dialogs[dialogs.length - 1])) &&
        element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      /** Of the dialog on top, the opened last. */
      const textsOutside = (): readonly string[] => {
        const dialog = dialogs.at(-1);
        if (dialog === undefined) return [];
        const { left, right } = dialog.getBoundingClientRect();
        const outside: string[] = [];
        for (const text of texts) {
          const parent = text.parentElement;
          if (parent === null || !isInside(parent, dialog) || !isShown(parent)) continue;
          // What is read aloud only.
          if (parent.getBoundingClientRect().width <= 1) continue;
          const range = document.createRange();
          range.selectNodeContents(text);
          const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
          if (rects.some((rect) => rect.left < left - 1 || rect.right > right + 1))
            outside.push(`“${text.data.trim()}” leaves the dialog`);
        }
        for (const body of dialog.querySelectorAll('[part=body]')) {
          if (body.scrollWidth > body.clientWidth + 1)
            outside.push(`${String(body.scrollWidth)} px wide in a dialog of ${String(body.clientWidth)} px`);
          if (mustBeWhole && body.scrollHeight > body.clientHeight + 1)
            outside.push(
              `${String(body.scrollHeight)} px high in a dialog of ${String(body.clientHeight)} px`,
            );
        }
        return outside;
      };
      /** What a person sees of a button. */
      const faceOf = (button: Element): DOMRect =>
        (button.shadowRoot?.querySelector('[part~=base]') ?? button).getBoundingClientRect();
      const unevenButtons = (): readonly string[] => {
        const uneven: string[] = [];
        const rows = new Map<Element | null, Element[]>();
        for (const button of worded.filter(
          (element) => element.matches('button, wa-button') && isShown(element),
        ))
          rows.set(button.parentElement, [...(rows.get(button.parentElement) ?? []), button]);
        for (const buttons of rows.values()) {
          for (const [at, button] of buttons.entries()) {
            const next = buttons.at(at + 1);
            if (next === undefined) continue;
            const [a, b] = [faceOf(button), faceOf(next)];
            const beside =
              Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.min(a.height, b.height) / 2;
            if (beside && Math.abs(a.height - b.height) > 1) {
              const [one, other] = [button, next].map((each) => each.textContent.trim());
              uneven.push(
                `“${one}” is ${a.height.toFixed(0)} px high beside “${other}” of ${b.height.toFixed(0)} px`,
              );
            }
          }
        }
        return uneven;
      };
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
      for (const top of tops.filter(isShown)) {
        const { bottom } = top.getBoundingClientRect();
        if (bottom > Math.max(innerHeight * highestTopShare, twoRowsPx))
          faults.push(`the door’s upper edge is ${bottom.toFixed(0)} px of ${String(innerHeight)} px high`);
      }
      faults.push(...textsOutside(), ...unevenButtons());
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
        faults.push(
          `${host} ${control.localName} “${name}” is ${width.toFixed(0)} × ${height.toFixed(0)} px`,
        );
      }
      return faults;
    },
    [SMALLEST_TARGET_PX, HIGHEST_TOP_SHARE, TWO_ROWS_PX, whole] as const,
  );
}
