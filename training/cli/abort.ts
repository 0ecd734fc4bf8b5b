/** @file Ctrl-C and a polite kill end a command at the next safe point; a second one ends it at once. */

export function abortOnSignals(): AbortSignal {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      abort.abort();
    });
  }
  return abort.signal;
}
