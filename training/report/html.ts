/** @file Markup from templates in which every value is escaped unless it is markup itself. */

export interface Markup {
  readonly markup: string;
}

type Content = string | number | Markup | null | readonly Content[];

/** For strings that are markup already; never for text from a run. */
export function raw(markup: string): Markup {
  return { markup };
}

/** Values are escaped, lists joined, null left out. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return raw(
    strings.map((text, index) => text + (index < values.length ? render(values[index]) : '')).join(''),
  );
}

function render(content: Content): string {
  if (content === null) return '';
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return content.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return 'markup' in content ? content.markup : content.map(render).join('');
}

/** A table with a header; cells of the columns in `numeric` are aligned to the right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | Markup)[])[],
  numeric: readonly number[] = [],
): Markup {
  const align = (column: number): Markup | null => (numeric.includes(column) ? raw(' class="number"') : null);
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${header.map((name, column) => html`<th scope="col" ${align(column)}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, column) => html`<td ${align(column)}>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
