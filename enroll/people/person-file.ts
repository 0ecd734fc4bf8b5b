/** @file All that the kiosk has stored of one person, for that person to read. Pure. */
import { parseAgreedText } from '../../src/core/site/consent-text.ts';
import type { NamedPerson } from '../../src/core/template/types.ts';
import { subjectIdOf } from '../../src/storage/log/audit-query.ts';
import type { AuditEntry } from '../../src/storage/types.ts';
import { exportedEntry, without } from '../../src/kiosk/records-export.ts';

const LEFT_OUT = [
  {
    what: 'The hash of the PIN',
    why: 'The PIN could be tried out on it.',
  },
  {
    what: 'The embeddings of the template',
    why: 'They are the key to the door, and are never written in the clear. Their number, their model and their quality are given.',
  },
  {
    what: 'Whom the face looks like',
    why: 'It would name other people.',
  },
  {
    what: 'How near each visit came to the threshold',
    why: 'It would help somebody else to fool the door.',
  },
] as const;

/** @param entries - The whole log, oldest first; only what names the subject comes into the file. */
export function personFile(subject: NamedPerson, entries: readonly AuditEntry[], madeAtMs: number): string {
  const { id, name, badge, consent, template, pin, meanQuality, suspendedAtMs, enrolledAtMs } = subject;
  const { entryRule, accommodations, skippedViews } = subject;
  const { version, logTerm, language } = parseAgreedText(consent.textVersion);
  return JSON.stringify(
    {
      format: 'facegate-person',
      version: 1,
      madeAt: time(madeAtMs),
      subject: {
        id,
        name,
        badge,
        enrolledAt: time(enrolledAtMs),
        suspendedAt: suspendedAtMs === null ? null : time(suspendedAtMs),
        consent: {
          textVersion: version,
          textLanguage: language,
          logKeptDays: logTerm,
          givenAt: time(consent.givenAtMs),
          keptUntil: time(consent.retainUntilMs),
        },
        template: template && {
          embeddings: template.views,
          dimension: template.dimension,
          modelSha256: template.modelSha256,
          meanQuality,
          skippedViews,
        },
        hasPin: pin !== null,
        atTheDoor: { rule: entryRule, accommodations },
      },
      log: entries.filter((entry) => subjectIdOf(entry) === id).map(entryOfPerson),
      leftOut: LEFT_OUT,
    },
    null,
    2,
  );
}

/** Of whom the person looks like, others would be named. */
function entryOfPerson(entry: AuditEntry) {
  const exported = exportedEntry(entry);
  return { ...exported, event: without(exported.event, ['lookAlikeIds']) };
}

function time(atMs: number): string {
  return new Date(atMs).toISOString();
}
