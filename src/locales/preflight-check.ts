/** @file One line of the set-up check. */

/**
 * `fail` keeps the kiosk from running, `shut` from letting anybody in by face, `bad` from starting without a network;
 * `warn` makes it worse; `info` is good to know.
 */
export type CheckState = 'ok' | 'fail' | 'shut' | 'bad' | 'warn' | 'info';

export interface PreflightCheck {
  readonly id: string;
  readonly title: string;
  readonly state: CheckState;
  readonly detail: string;
  /** A command to type, where one helps. */
  readonly command: string | null;
  /** In English, for whoever looks after the device: what exactly failed. */
  readonly technical: string | null;
}

export function check(
  id: string,
  title: string,
  state: CheckState,
  detail: string,
  { command = null, technical = null }: Partial<Pick<PreflightCheck, 'command' | 'technical'>> = {},
): PreflightCheck {
  return { id, title, state, detail, command, technical };
}
