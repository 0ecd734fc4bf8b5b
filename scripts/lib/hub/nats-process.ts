/** @file One run of nats-server, from its start until it has ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { connect } from 'node:net';

export interface NatsRun {
  readonly pid: number;
  /** Kept when the process has ended, however it ended. */
  readonly ended: Promise<void>;
  /** Ends it: gently, and by force after half a minute. */
  stop(): Promise<void>;
}

export interface NatsRunOptions {
  /** The program. */
  readonly file: string;
  readonly config: string;
  readonly log: string;
  /** For clients. */
  readonly port: number;
  readonly serverName: string;
  /** Ends the server while it starts. */
  readonly signal: AbortSignal;
}

const POLL_MS = 25;
/** A large store takes a while to be written out. */
const STOP_TIMEOUT_MS = 30_000;
const GREETING_TIMEOUT_MS = 2_000;
const WORDS_BYTES = 4_096;

/**
 * Starts it and waits until it listens. A large store takes it minutes, so nothing but its end cuts that short.
 * @throws Error with the server's own words when it ends instead.
 */
export async function runNats({
  file,
  config,
  log,
  port,
  serverName,
  signal,
}: NatsRunOptions): Promise<NatsRun> {
  // In a group of its own: Ctrl+C at the terminal is the hub's to answer.
  const child = spawn(file, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-WORDS_BYTES);
  });
  const state = { isEnded: false };
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      state.isEnded = true;
      resolve();
    };
    child.once('error', (error) => {
      words = error.message;
      end();
    });
    child.once('close', end);
  });
  const endWithHub = (): void => void child.kill();
  process.once('exit', endWithHub);
  void ended.then(() => process.off('exit', endWithHub));
  const stop = (): Promise<void> => stopChild(child, ended);
  signal.addEventListener('abort', () => void stop(), { once: true });
  while (!state.isEnded && !(await answers(port, serverName))) {
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, POLL_MS))]);
  }
  if (state.isEnded || child.pid === undefined) {
    throw new Error(`nats-server ended at once: ${lastWords(words) ?? lastWords(await tail(log)) ?? file}`);
  }
  return { pid: child.pid, ended, stop };
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(force);
}

/** Whether this very server answers there: it greets everybody with its name, once all its ports are open. */
function answers(port: number, serverName: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let greeting = '';
    const end = (isOurs: boolean): void => {
      socket.destroy();
      resolve(isOurs);
    };
    socket.setEncoding('utf8').setTimeout(GREETING_TIMEOUT_MS);
    socket.on('data', (text: string) => {
      greeting += text;
      if (greeting.includes('\n') || greeting.length > WORDS_BYTES) end(greeting.includes(`"${serverName}"`));
    });
    for (const event of ['error', 'timeout', 'close']) {
      socket.once(event, () => {
        end(false);
      });
    }
  });
}

/** The last line that says what is wrong, without its time and process; null where there is none. */
function lastWords(text: string): string | null {
  const line = text
    .trim()
    .split('\n')
    .findLast((one) => /\[(FTL|ERR)\]|^nats-server: /u.test(one));
  return line?.replace(/^.*\[(FTL|ERR)\] |^nats-server: /u, '') ?? (text.startsWith('spawn ') ? text : null);
}

async function tail(file: string): Promise<string> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return '';
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - WORDS_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(WORDS_BYTES), 0, WORDS_BYTES, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
