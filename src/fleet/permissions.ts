/**
 * @file What each kind of device may do at the hub, by NATS's own subjects. The consumer's subject holds its filter
 * since NATS 2.9; the rights by zone and by device rest on that.
 */
import {
  auditSubject,
  AUDIT_STREAM,
  type Bucket,
  envelopeKey,
  inboxOf,
  streamOf,
  subjectOfKey,
} from './names.ts';

/** Subjects that a device may publish to and listen at. */
export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

export interface DoorRights {
  readonly device: string;
  readonly zones: readonly string[];
  /** May write people of its zones. */
  readonly mayEnrol: boolean;
}

const API = '$JS.API';

/**
 * Reads its zones, its own keys, the roster and the rules. Writes its own events and health, and people where it may
 * enrol.
 */
export function doorPermissions({ device, zones, mayEnrol }: DoorRights): Permissions {
  return {
    publish: [
      `${API}.INFO`,
      '$JS.ACK.>',
      '$JS.FC.>',
      ...zones.flatMap((zone) => readingOf('people', `${zone}.>`)),
      ...readingOf('roster', '>'),
      ...readingOf('policy', '>'),
      ...readingOf('keys', envelopeKey(device, '>')),
      ...(mayEnrol ? zones.map((zone) => subjectOfKey('people', `${zone}.*`)) : []),
      // Overwrites an erased person on the hub's disk. Whoever may write people can erase them all anyway; doors keep
      // theirs, whatever the hub lacks.
      ...(mayEnrol ? [`${API}.STREAM.MSG.DELETE.${streamOf('people')}`] : []),
      subjectOfKey('health', device),
      auditSubject(device),
      `${API}.DIRECT.GET.${AUDIT_STREAM}.${auditSubject(device)}`,
    ],
    subscribe: [`${inboxOf(device)}.>`],
  };
}

/** Asks to join, and does nothing else. Everybody who opens the hub's page has these rights. */
export const JOINER: Permissions = { publish: ['join.*'], subscribe: [`${inboxOf('join')}.>`] };

/** The hub itself, for its figures: reads what doors say of themselves, which names nobody. */
export const HUB: Permissions = {
  publish: [`${API}.INFO`, '$JS.ACK.>', '$JS.FC.>', ...readingOf('health', '>'), `${API}.STREAM.INFO.*`],
  subscribe: [`${inboxOf('hub')}.>`],
};

export const CONSOLE: Permissions = { publish: ['>'], subscribe: ['>'] };

function readingOf(bucket: Bucket, filter: string): readonly string[] {
  const stream = streamOf(bucket);
  return [
    `${API}.STREAM.INFO.${stream}`,
    `${API}.CONSUMER.CREATE.${stream}.*.${subjectOfKey(bucket, filter)}`,
    `${API}.CONSUMER.INFO.${stream}.*`,
    `${API}.CONSUMER.DELETE.${stream}.*`,
    `${API}.CONSUMER.MSG.NEXT.${stream}.*`,
    `${API}.DIRECT.GET.${stream}.${subjectOfKey(bucket, filter)}`,
  ];
}
