/** @file One signed request of a webhook, and what its answer means. Does not try again. */
import { wasRefusedByPolicy } from './policy-watch.ts';
import { signature } from './sign.ts';
import type { Clock } from './types.ts';

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

interface WebhookMessage {
  /** The idempotency key. */
  readonly id: string;
  readonly body: string;
}

export type PostResult =
  | 'confirmed'
  /** 202: it has the message and has not acted on it. */
  | 'accepted'
  /** It said no, and would say no again. */
  | 'refused'
  /** It may say yes another time: there was no answer, or the server is in trouble. */
  | 'unreachable'
  | 'blocked';

const ACCEPTED = 202;
/** Request Timeout, Too Early, Too Many Requests; and all from 500 on. */
const WORTH_ANOTHER_TRY = [408, 425, 429];

/** @param timeoutMs - The request is broken off then. */
export async function post(
  { url, secret }: WebhookTarget,
  { id, body }: WebhookMessage,
  timeoutMs: number,
  clock: Clock,
): Promise<PostResult> {
  // The time for signing counts too: an order must not go out late.
  const over = new AbortController();
  const timer = setTimeout(() => {
    over.abort();
  }, timeoutMs);
  try {
    const timestamp = String(Math.floor(clock.wallMs() / 1000));
    const signed = await signature(secret, timestamp, body);
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Facegate-Timestamp': timestamp,
        'Facegate-Signature': `v1=${signed}`,
        'Idempotency-Key': id,
      },
      body,
      cache: 'no-store',
      credentials: 'omit',
      // An order goes only to the address that the administrator entered.
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: over.signal,
    });
    void response.body?.cancel().catch(() => undefined);
    return meaningOf(response);
  } catch {
    if (over.signal.aborted) return 'unreachable';
    return (await wasRefusedByPolicy(url)) ? 'blocked' : 'unreachable';
  } finally {
    clearTimeout(timer);
  }
}

function meaningOf({ ok, status }: Response): PostResult {
  if (status === ACCEPTED) return 'accepted';
  if (ok) return 'confirmed';
  return status >= 500 || WORTH_ANOTHER_TRY.includes(status) ? 'unreachable' : 'refused';
}
