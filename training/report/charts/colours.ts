/**
 * @file The charts' colours. A chart is drawn once and shown in light and dark, so it is drawn with stand-ins that
 * become CSS variables; `style.ts` gives the variables their values.
 */

const NAMES = ['text', 'muted', 'grid', 'surface'] as const;

/** Series colours; they repeat beyond. */
export const SERIES_COLOURS = 8;

const standIns = new Map<string, string>();

function standIn(variable: string): string {
  // Odd enough not to be a default of the library.
  const colour = `#fa5e${(standIns.size + 1).toString(16).padStart(2, '0')}`;
  standIns.set(colour, `var(--chart-${variable})`);
  return colour;
}

export const COLOUR = Object.fromEntries(NAMES.map((name) => [name, standIn(name)])) as Readonly<
  Record<(typeof NAMES)[number], string>
>;

const series = Array.from({ length: SERIES_COLOURS }, (_, index) => standIn(`series-${index + 1}`));

/** @param index - From 0. */
export function seriesColour(index: number): string {
  return series[index % SERIES_COLOURS];
}

/** @returns `svg` with variables in place of the stand-ins. */
export function withVariables(svg: string): string {
  return svg.replace(/#fa5e[\da-f]{2}/g, (colour) => standIns.get(colour) ?? colour);
}
