/**
 * @file The gate before every secret of the operator's: wrong ones are logged and wait, over a reload too. It keeps
 * their number beside the database, since a locked kiosk cannot write its log; opening the kiosk logs what waited.
 */
import * as v from 'valibot';
import {
  NO_TRIES,
  SECRET_KINDS,
  secretWaitMs,
  TriedTooOftenError,
  withWrongTry,
  type SecretKind,
} from '../core/site/secret-limit.ts';
import { isStorageError } from '../storage/errors.ts';
import type { AuditEvent } from '../storage/types.ts';
import { steadyWallMs } from './clock-watch.ts';

const STORAGE_KEY = 'facegate.wrongTries';

const CountSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const TriesSchema = v.object({ wrong: CountSchema, lastMs: CountSchema, unlogged: CountSchema });
/** `unlogged`: of the wrong ones, how many the log does not have yet. */
type Tries = Readonly<v.InferOutput<typeof TriesSchema>>;

type TriesByKind = Readonly<Partial<Record<SecretKind, Tries>>>;
const NOTHING: Tries = { ...NO_TRIES, unlogged: 0 };

/** A log that can be written; null while locked. */
type OpenLog = { appendAudit(event: AuditEvent, atMs: number): Promise<unknown> } | null;

export class SecretGate {
  private _tries: TriesByKind;

  /** @param _changed - Called after a wait has begun or ended. */
  constructor(
    private readonly _changed: () => void,
    private readonly _nowMs: () => number = steadyWallMs,
  ) {
    this._tries = readTries();
  }

  /** Milliseconds until a secret of that kind may be tried; 0 when it may now. */
  waitMs(kind: SecretKind): number {
    return secretWaitMs(this._triesOf(kind), this._nowMs());
  }

  /**
   * Tries a secret, unless the last wrong ones bring a wait. A right one ends the waits of its kind.
   * @param attempt - Rejects with a StorageError that says that the secret is wrong.
   * @throws TriedTooOftenError, and then nothing was tried; or what `attempt` throws.
   */
  async pass<T>(kind: SecretKind, log: OpenLog, attempt: () => Promise<T>): Promise<T> {
    const waitMs = this.waitMs(kind);
    if (waitMs > 0) throw new TriedTooOftenError(waitMs);
    try {
      const result = await attempt();
      if (this._triesOf(kind).wrong > 0) this._keep(kind, { ...this._triesOf(kind), ...NO_TRIES });
      return result;
    } catch (error) {
      if (isWrong(error)) {
        const before = this._triesOf(kind);
        // Kept before anybody reads the answer, so that no reload forgets it.
        this._keep(kind, {
          ...withWrongTry(before, Math.round(this._nowMs())),
          unlogged: before.unlogged + 1,
        });
        await this.logTo(log);
      }
      throw error;
    }
  }

  /** Logs the wrong tries that could not be logged before. What the log refuses waits for the next time. */
  async logTo(log: OpenLog): Promise<void> {
    if (log === null) return;
    for (const by of SECRET_KINDS) {
      const { unlogged } = this._triesOf(by);
      if (unlogged === 0) continue;
      const logged = await log.appendAudit({ kind: 'secretRefused', by, tries: unlogged }, Date.now()).then(
        () => true,
        () => false,
      );
      if (logged) this._keep(by, { ...this._triesOf(by), unlogged: 0 });
    }
  }

  private _triesOf(kind: SecretKind): Tries {
    return this._tries[kind] ?? NOTHING;
  }

  private _keep(kind: SecretKind, tries: Tries): void {
    this._tries = { ...this._tries, [kind]: tries };
    try {
      localStorage.setItem(STORAGE_KEY, JSON.stringify(this._tries));
    } catch {
      // Without it the waits hold until the page is loaded anew.
    }
    this._changed();
  }
}

function isWrong(error: unknown): boolean {
  return (
    isStorageError(error, 'wrongPassphrase') ||
    isStorageError(error, 'wrongPasskey') ||
    isStorageError(error, 'wrongRecoveryCode')
  );
}

const StoredSchema = v.object({
  passphrase: v.optional(TriesSchema),
  passkey: v.optional(TriesSchema),
  recoveryCode: v.optional(TriesSchema),
  backup: v.optional(TriesSchema),
});

function readTries(): TriesByKind {
  try {
    return v.parse(StoredSchema, JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}'));
  } catch {
    return {};
  }
}
