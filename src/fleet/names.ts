/** @file What the fleet's buckets, streams and subjects at the hub are called. */
import type { Place } from './sealed-record.ts';

/** Buckets of JetStream's key-value store; a key of theirs has the subject `$KV.<bucket>.<key>`. */
export const BUCKETS = ['people', 'roster', 'policy', 'keys', 'health'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Keeps the events of every door, each under its own subject. */
export const AUDIT_STREAM = 'audit';
/** The header that tells the index of an entry in its door's own log. */
export const ENTRY_INDEX = 'Facegate-Seq';

/** The one zone there is yet. */
export const ZONE = 'all';
/** The one group of doors there is yet: the console decides rules for a group. */
export const DOOR_GROUP = 'all';
/** Who signs for the site: a console. */
export const SITE = 'site';

export const streamOf = (bucket: Bucket): string => `KV_${bucket}`;
export const subjectOfKey = (bucket: Bucket, key: string): string => `$KV.${bucket}.${key}`;
export const placeOfKey = (bucket: Bucket, key: string): Place => `${bucket}.${key}`;
export const personKey = (zone: string, id: string): string => `${zone}.${id}`;
/** Of the letter with a zone's keys to a device. */
export const envelopeKey = (device: string, zone: string): string => `${device}.${zone}`;
export const auditSubject = (device: string): string => `audit.${device}`;
export const joinSubject = (id: string): string => `join.${id}`;
/** Where answers to a device come in; nobody else may listen there. */
export const inboxOf = (device: string): string => `_INBOX_${device}`;
