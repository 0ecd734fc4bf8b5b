/**
 * @file Enrols people from photos: compares them with everybody of the site, keeps who can be enrolled in memory, and
 * puts each at the hub once their consent is confirmed. It sees no photo.
 */
import {
  type Candidate,
  choosePeople,
  type ChosenPerson,
  namesOfLookAlikes,
} from '../../core/photos/choose-people.ts';
import { photoSubject } from '../../core/photos/photo-subject.ts';
import type { Consent } from '../../core/template/types.ts';
import type { Link } from '../../fleet/link-types.ts';
import { wipe } from '../../storage/bytes.ts';
import { fold } from './fold.ts';
import type { EnrolmentModel, EnrolmentPreview } from './people-api.ts';
import type { PeopleChanges } from './people-changes.ts';
import type { PeopleCopy } from './people-copy.ts';
import { readSiteFaces } from './site-faces.ts';

export class PhotoEnrolment {
  private _planned: ChosenPerson[] = [];
  private _asked: ReadonlySet<string> = new Set();
  /** Rises with each plan and each drop: what is planned for an earlier one is not kept. */
  private _turn = 0;

  constructor(
    private readonly _link: Link,
    private readonly _copy: PeopleCopy,
    private readonly _changes: PeopleChanges,
    private readonly _crypto: Crypto,
  ) {}

  /** As `SitePeople` has it. @param candidates - Are overwritten. */
  async plan(
    candidates: readonly Candidate[],
    model: EnrolmentModel,
    onShare: (share: number) => void,
  ): Promise<EnrolmentPreview | null> {
    this.drop();
    const turn = this._turn;
    try {
      const known = await readSiteFaces(this._link, this._copy, model, onShare);
      const { uncompared } = known;
      if (known.names.length === 0 && uncompared > 0) return null;
      const { embedder, targetFpir } = model;
      const { chosen, refused } = choosePeople(candidates, embedder, targetFpir, () => undefined, known);
      this._planned = [...chosen];
      if (turn !== this._turn) this.drop();
      this._asked = namesOfLookAlikes(chosen);
      const names = new Set(this._copy.find('').map(({ name }) => fold(name)));
      const people = chosen.map(({ name, used, spare, lookAlikes }) => ({
        ...{ name, photos: used.length + spare.length, lookAlikes },
        isNamesake: names.has(fold(name)),
      }));
      return { people, refused, uncompared };
    } finally {
      for (const { embedding } of candidates.flatMap(({ photos }) => photos)) wipe(embedding);
    }
  }

  /** As `SitePeople` has it. */
  async enrol(consent: Consent, onDone: (done: number) => void): Promise<number> {
    let done = 0;
    while (this._planned.length > 0) {
      const [person] = this._planned;
      const isAsked = this._asked.has(person.name);
      await this._changes.add(photoSubject(person, this._crypto.randomUUID(), isAsked, consent));
      this._planned.shift();
      person.template.embeddings.forEach(wipe);
      done += 1;
      onDone(done);
    }
    return done;
  }

  drop(): void {
    this._turn += 1;
    for (const { template } of this._planned) template.embeddings.forEach(wipe);
    this._planned = [];
  }
}
