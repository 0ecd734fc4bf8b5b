/** @file The entries of the audit log as a list: one row each, which becomes a block where the screen is narrow. */
import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { subjectIdOf } from '../../../storage/log/audit-query.ts';
import type { AuditEntry } from '../../../storage/types.ts';
import '../../elements/kiosk-icon.ts';
import type { IconName } from '../../elements/kiosk-icon.ts';
import type { NameOf } from '../../../kiosk/records-export.ts';
import { momentText } from '../../../locales/moments.ts';
import { entryDetail, entryText } from '../../../locales/records.ts';

/** So many characters of an id tell people apart who are no longer enrolled. */
const SHORT_ID = 8;

export const recordsTableStyles = css`
  .entries {
    list-style: none;
    margin: 0;
    padding: 0;
    font-variant-numeric: tabular-nums;
  }
  .entries li {
    display: grid;
    grid-template-columns: 1.6rem minmax(0, 1.3fr) minmax(0, 1fr) auto;
    column-gap: var(--kiosk-space-3);
    align-items: baseline;
    padding-block: var(--kiosk-space-2);
    border-top: 1px solid var(--kiosk-line);
    overflow-wrap: anywhere;
  }
  .entries .alone {
    grid-column: span 2;
  }
  .entries kiosk-icon {
    align-self: start;
    color: var(--kiosk-quiet);
  }
  .entries .granted kiosk-icon {
    color: var(--kiosk-good);
  }
  .entries .denied kiosk-icon {
    color: var(--kiosk-bad);
  }
  .entries .timedOut kiosk-icon {
    color: var(--kiosk-warn);
  }
  @media (max-width: 900px) {
    .entries li {
      grid-template-columns: 1.6rem minmax(0, 1fr) auto;
    }
    .entries .alone {
      grid-column: auto;
    }
    .entries .person {
      grid-area: 2 / 2;
    }
  }
  @media (max-width: 640px) {
    .entries li {
      grid-template-columns: 1.6rem minmax(0, 1fr);
    }
    .entries .moment {
      grid-column: 2;
    }
  }
`;

/** Of components that use `recordsTableStyles` and `baseStyles`. */
export function recordsTable(entries: readonly AuditEntry[], nameOf: NameOf) {
  return html`<ul class="entries">
    ${entries.map((entry) => {
      const { event, index, atMs } = entry;
      const detail = entryDetail(entry);
      const person = personText(entry, nameOf);
      return html`<li class=${event.kind === 'verdict' ? event.verdict.outcome : nothing}>
        <kiosk-icon name=${entryIcon(entry)}></kiosk-icon>
        <span class=${person === nothing ? 'alone' : nothing}
          >${entryText(entry)}
          ${detail === '' ? nothing : html`<span class="quiet small">${detail}</span>`}</span
        >
        ${person === nothing ? nothing : html`<span class="person">${person}</span>`}
        <span class="moment quiet small">${momentText(atMs)} · ${msg(str`No. ${index}`)}</span>
      </li>`;
    })}
  </ul>`;
}

function entryIcon({ event }: AuditEntry): IconName {
  switch (event.kind) {
    case 'verdict':
      return event.verdict.outcome === 'granted'
        ? 'circle-check'
        : event.verdict.outcome === 'denied'
          ? 'circle-x'
          : 'hourglass';
    case 'enrolled':
    case 'reenrolled':
      return 'user-plus';
    case 'suspended':
    case 'deleted':
    case 'expired':
      return 'user-x';
    case 'settings':
      return 'settings';
    case 'drill':
    case 'lockedOut':
      return 'shield-alert';
    default:
      return 'info';
  }
}

function personText(entry: AuditEntry, nameOf: NameOf) {
  const subjectId = subjectIdOf(entry);
  if (subjectId === null) return nothing;
  const name = nameOf(subjectId);
  if (name !== null) return html`<bdi>${name}</bdi>`;
  const short = subjectId.slice(0, SHORT_ID);
  return html`<span class="quiet" title=${subjectId}>${msg(str`No longer enrolled (${short})`)}</span>`;
}
