/** @file Finds people by a part of their name or badge, whatever the case and accents. */
import type { Subject } from '../src/core/template/types.ts';

const MARKS = /\p{M}/gu;

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(MARKS, '').toLocaleLowerCase();
}

/**
 * @param wanted - Words that must all occur; empty finds everybody.
 * @returns Sorted by name.
 */
export function findPeople(subjects: Iterable<Subject>, wanted: string): readonly Subject[] {
  const words = plain(wanted).split(/\s+/u).filter(Boolean);
  return [...subjects]
    .filter(({ name, badge }) => {
      const text = plain(`${name} ${badge ?? ''}`);
      return words.every((word) => text.includes(word));
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}
