/**
 * @file Tells the webhook of orders that it did not confirm, as soon as it can be reached. It sends records, which open
 * nothing. They wait in the outbox, also over a restart, until they are told or too old.
 */
import { isSettled, OPEN_WITHIN_MS } from '../core/site/door-order.ts';
import { type BackOff, backOffMs } from './back-off.ts';
import { recordText } from './messages.ts';
import { post, type WebhookTarget } from './post.ts';
import type { Clock, Outbox, Telling } from './types.ts';

const TIMEOUT_MS = 10_000;
const BACK_OFF: BackOff = { firstMs: 5_000, mostMs: 600_000 };
const MOST_WAIT_MS = 3_600_000;

interface LateRecordsOptions {
  /** Null if there is no webhook to tell. */
  readonly target: () => WebhookTarget | null;
  readonly telling: () => Telling;
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** [0, 1). */
  readonly random: () => number;
  readonly backOff?: BackOff;
  /** For one answer. Tests have a shorter one. */
  readonly timeoutMs?: number;
}

export class LateRecords {
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _failures = 0;
  private _running: Promise<void> | null = null;
  private _stopped = true;

  constructor(private readonly _options: LateRecordsOptions) {}

  /** Begins with records that an earlier run of the kiosk left. */
  start(): void {
    this._stopped = false;
    this._failures = 0;
    this._in(0);
  }

  stop(): void {
    this._stopped = true;
    clearTimeout(this._timer);
  }

  /** Call it after an order has failed. Its record is due once the order can no longer open the door. */
  wake(): void {
    if (!this._stopped) this._in(OPEN_WITHIN_MS + 2_000);
  }

  /** Call it when the webhook has answered: the records that are left need not wait any longer. */
  reached(): void {
    if (this._failures === 0) return;
    this._failures = 0;
    this._in(0);
  }

  /** Sends what is due now. The timer calls it, and tests do. One run at a time. */
  flush(): Promise<void> {
    this._running ??= this._flush().finally(() => {
      this._running = null;
    });
    return this._running;
  }

  private async _flush(): Promise<void> {
    const { outbox, clock, target, telling, timeoutMs = TIMEOUT_MS } = this._options;
    const records = await outbox.records(clock.wallMs());
    let left = false;
    let waitMs = 0;
    for (const record of records) {
      const to = target();
      if (to === null || this._stopped) return;
      if (!isSettled(record.atMs, clock.wallMs())) {
        left = true;
        continue;
      }
      const { result, retryAfterMs } = await post(
        to,
        { id: record.id, body: recordText(record, telling()) },
        timeoutMs,
        clock,
      );
      waitMs = Math.max(waitMs, retryAfterMs);
      if (result === 'confirmed' || result === 'accepted') await outbox.remove(record.id);
      // The webhook may refuse one record and take the next. But if it cannot be reached, the next one fails too.
      else left = true;
      if (result === 'unreachable' || result === 'silent' || result === 'blocked') break;
    }
    if (left) this._again(waitMs);
    else this._failures = 0;
  }

  /** @param leastMs - So long the webhook asks to be left alone. More than an hour is not granted. */
  private _again(leastMs = 0): void {
    this._failures += 1;
    const { backOff = BACK_OFF, random } = this._options;
    const waitMs = backOffMs(backOff, this._failures, random());
    this._in(Math.max(waitMs, Math.min(leastMs, MOST_WAIT_MS)));
  }

  private _in(ms: number): void {
    if (this._stopped) return;
    clearTimeout(this._timer);
    this._timer = setTimeout(() => {
      // The storage may work again later.
      this.flush().catch(() => {
        this._again();
      });
    }, ms);
  }
}
