/** @file Addresses of door outputs: what the page may reach, and what becomes of secrets when an address changes. */
import { DOOR_ORIGINS_META } from '../core/site/door-origins.ts';
import type { Settings } from '../storage/settings.ts';

/** What this page was built to reach for the door. Its headers say the same, unless its host sends others. */
export function pageDoorOrigins(page: Document = document): readonly string[] {
  const content = page.querySelector<HTMLMetaElement>(`meta[name="${DOOR_ORIGINS_META}"]`)?.content ?? '';
  return content.split(' ').filter((origin) => origin !== '');
}

/** Null for what is no address, such as one half typed. */
export function originOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, host } = new URL(address);
  return host === '' ? null : `${protocol}//${host}`;
}

/** A stored secret must not be sent to another address: the administrator types it again. */
export function keepingSecrets(before: Settings, change: Partial<Settings>): Partial<Settings> {
  const moved = (field: 'webhookUrl' | 'mqttUrl'): boolean => {
    const after = change[field];
    return after !== undefined && originOf(after) !== originOf(before[field]);
  };
  return {
    ...change,
    ...(moved('webhookUrl') ? { webhookSecret: change.webhookSecret ?? '' } : {}),
    ...(moved('mqttUrl') ? { mqttPassword: change.mqttPassword ?? '' } : {}),
  };
}
