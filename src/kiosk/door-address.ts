/** @file Addresses of door outputs: what the page may reach, and what becomes of secrets when an address changes. */
import { doorOriginsIn } from '../core/site/headers.ts';
import type { Settings } from '../storage/settings.ts';

/** What this page was built to reach for the door. Its headers say the same, unless its host sends stricter ones. */
export function pageDoorOrigins(page: Document = document): readonly string[] {
  const policy = page.querySelector<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy"]');
  return doorOriginsIn(policy?.content ?? '');
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
    ...(moved('mqttUrl')
      ? { mqttPassword: change.mqttPassword ?? '', mqttSecret: change.mqttSecret ?? '' }
      : {}),
  };
}
