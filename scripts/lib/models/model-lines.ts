/**
 * @file Says in plain lines what the kiosk runs on, for the terminal.
 */
import type { ModelRole } from '../../../src/core/manifest/types.ts';
import type { ModelReport } from './resolve-models.ts';

/** In the order in which a face passes them. */
const ROLES: readonly { readonly role: ModelRole; readonly label: string; readonly withoutIt: string }[] = [
  { role: 'face-landmarker', label: 'Face landmarker', withoutIt: 'the kiosk cannot run' },
  { role: 'face-detector', label: 'Face detector', withoutIt: 'a second person is not noticed' },
  {
    role: 'embedder',
    label: 'Embedder',
    withoutIt: 'nobody can be recognised; the page says how to add one',
  },
  { role: 'fake-detector', label: 'Fake detector', withoutIt: 'fakes are not told from people' },
  {
    role: 'attack-detector',
    label: 'Attack detector',
    withoutIt: 'prints and screens are not told from people by a network',
  },
];

/** One line per role: the model in use, or what its absence means. Then the terms of whoever recognises faces. */
export function describeModels({ present }: ModelReport): string[] {
  const width = Math.max(...ROLES.map(({ label }) => label.length));
  const embedder = present.find(({ role }) => role === 'embedder');
  return [
    ...ROLES.map(({ role, label, withoutIt }) => {
      const model = present.find((entry) => entry.role === role);
      return `  ${label.padEnd(width)}  ${model ? `${model.name} (${model.file})` : `none: ${withoutIt}`}`;
    }),
    ...(embedder ? [`Licence of ${embedder.name}: ${embedder.licence}.`] : []),
  ];
}

/** One line per model that a manifest names and that is not there. */
export function describeMissing({ missing }: ModelReport): string[] {
  return missing.map(({ name, why, whatToDo }) => `Model ${name} is not in use: ${why}. ${whatToDo}`);
}
