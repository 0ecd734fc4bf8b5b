/** @file Everybody in the order of their names, found by a part of name or badge, whatever the case and accents. */
import type { Subject } from '../core/template/types.ts';

const MARKS = /\p{M}/gu;

interface Listed {
  readonly subject: Subject;
  readonly text: string;
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(MARKS, '').toLocaleLowerCase();
}

/** Sorts once and prepares the text once, so that every letter typed is answered at once among 10,000 people. */
export class PeopleDirectory {
  private readonly _people: readonly Listed[];

  constructor(subjects: Iterable<Subject>) {
    const { compare } = new Intl.Collator();
    this._people = [...subjects]
      .sort((one, other) => compare(one.name, other.name))
      .map((subject) => ({ subject, text: plain(`${subject.name} ${subject.badge ?? ''}`) }));
  }

  /**
   * @param wanted - Words that must all occur; empty finds everybody.
   * @returns Sorted by name.
   */
  find(wanted: string): readonly Subject[] {
    const words = plain(wanted).split(/\s+/u).filter(Boolean);
    return this._people.flatMap(({ subject, text }) =>
      words.every((word) => text.includes(word)) ? subject : [],
    );
  }
}
