/** @file One request of a webhook, and what its answer means. Does not try again. */
import { wasRefusedByPolicy } from './policy-watch.ts';
import { type Seal, sealOf } from './sign.ts';
import type { Clock } from './types.ts';

export interface WebhookTarget {
  readonly url: string;
  /** Signs what is sent. */
  readonly key: CryptoKey;
}

interface PostTarget {
  readonly url: string;
  /** Null for what bears its sender's signature already. An order never does. */
  readonly key: CryptoKey | null;
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
  /** It may say yes another time: the connection broke, or the server is in trouble. */
  | 'unreachable'
  /** It said nothing until the request was broken off. */
  | 'silent'
  | 'blocked';

export interface PostAnswer {
  readonly result: PostResult;
  /** How long the other side asks to be left alone; 0 where it says nothing. */
  readonly retryAfterMs: number;
}

const ACCEPTED = 202;
/** Request Timeout, Too Early, Too Many Requests; and all from 500 on. */
const WORTH_ANOTHER_TRY = [408, 425, 429];

/** @param timeoutMs - The request stays open until then, and is broken off. */
export async function post(
  { url, key }: PostTarget,
  { id, body }: WebhookMessage,
  timeoutMs: number,
  clock: Clock,
): Promise<PostAnswer> {
  // The time for signing counts too: an order must not go out late.
  const over = new AbortController();
  const timer = setTimeout(() => {
    over.abort();
  }, timeoutMs);
  try {
    const seal = key === null ? {} : headersOf(await sealOf(key, body, clock));
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...seal,
        'Idempotency-Key': id,
      },
      body,
      cache: 'no-store',
      credentials: 'omit',
      // An order goes only to the address that the administrator entered: a redirect is an answer, and no way.
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
      signal: over.signal,
    });
    void response.body?.cancel().catch(() => undefined);
    return { result: meaningOf(response), retryAfterMs: retryAfterMs(response.headers, clock) };
  } catch {
    if (over.signal.aborted) return { result: 'silent', retryAfterMs: 0 };
    return { result: (await wasRefusedByPolicy(url)) ? 'blocked' : 'unreachable', retryAfterMs: 0 };
  } finally {
    clearTimeout(timer);
  }
}

function headersOf({ timestamp, signature }: Seal): Record<string, string> {
  return { 'Facegate-Timestamp': timestamp, 'Facegate-Signature': signature };
}

function meaningOf({ ok, status }: Response): PostResult {
  if (status === ACCEPTED) return 'accepted';
  if (ok) return 'confirmed';
  return status >= 500 || WORTH_ANOTHER_TRY.includes(status) ? 'unreachable' : 'refused';
}

/** `Retry-After` has seconds or a date. A browser shows it only where the other side exposes it. */
function retryAfterMs(headers: Headers, clock: Clock): number {
  const text = headers.get('Retry-After')?.trim() ?? '';
  if (text === '') return 0;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - clock.wallMs();
  return ms > 0 ? ms : 0;
}
