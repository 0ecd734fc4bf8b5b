/** @file Ends a wait that goes on for too long. Stops no work: whoever waits closes what does it. */

export interface Watchdog {
  /** Begins the limit anew. */
  reset(): void;
  /** @throws Error with the watchdog's message once the limit has passed. */
  race<Result>(work: Promise<Result>): Promise<Result>;
  hasExpired(): boolean;
  /** Must be called at the end. */
  stop(): void;
}

export function startWatchdog(limitS: number, message: string): Watchdog {
  let expire: (error: Error) => void = () => undefined;
  const expired = new Promise<never>((_, reject) => (expire = reject));
  // Nobody may be waiting at that moment.
  expired.catch(() => undefined);
  let isOver = false;
  const end = (): void => {
    isOver = true;
    expire(new Error(message));
  };
  const start = (): NodeJS.Timeout => setTimeout(end, limitS * 1_000);
  let timer = start();
  return {
    reset() {
      clearTimeout(timer);
      timer = start();
    },
    race: (work) => Promise.race([work, expired]),
    hasExpired: () => isOver,
    stop: () => clearTimeout(timer),
  };
}
