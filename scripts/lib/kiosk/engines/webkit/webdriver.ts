/**
 * @file WebKitGTK by W3C WebDriver, over plain HTTP: WebKitWebDriver on a display of its own. Knows no kiosk.
 * https://www.w3.org/TR/webdriver2/
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../site/free-port.ts';
import { PROGRAMS } from '../engines.ts';

/**
 * Debian ships WebGL in workers switched off, which the face tracker needs, and no estimate of the storage. The others
 * give the page a `MediaDevices`; no device is used.
 */
const SWITCHES = [
  '--features=+AllowWebGLInWorkers,+StorageAPI,+StorageAPIEstimate',
  '--enable-media-stream=true',
  '--enable-mock-capture-devices=true',
  // Nobody goes back at a kiosk, and a page that is kept for it costs memory.
  '--enable-page-cache=false',
];
/** Without it this port gives no shared memory to threads. */
const SHARED_MEMORY = { JSC_useSharedArrayBuffer: '1' };
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 100;
const ANSWER_TRIES = 10;

export interface WebDriverOptions {
  /** Let threads share memory, and workers have WebGL; as Debian ships it, they have neither. */
  readonly able: boolean;
}

export class WebDriver {
  private constructor(
    private readonly _process: ChildProcess,
    private readonly _session: string,
    /** Such as `2.50.6`. */
    readonly version: string,
  ) {}

  /** @throws Error when the driver or the browser does not start. */
  static async start({ able }: WebDriverOptions): Promise<WebDriver> {
    const port = await freePort();
    const driver = spawn(
      PROGRAMS.display,
      [
        ...['--auto-servernum', '--server-args=-screen 0 1280x1280x24'],
        PROGRAMS.bus,
        '--',
        PROGRAMS.webkitDriver,
        `--port=${port}`,
      ],
      {
        env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: '1', ...(able ? SHARED_MEMORY : {}) },
        stdio: 'ignore',
        // Display, bus, driver and browser end together.
        detached: true,
      },
    );
    process.once('exit', () => {
      end(driver);
    });
    const root = `http://127.0.0.1:${port}`;
    try {
      const untilMs = Date.now() + START_TIMEOUT_MS;
      for (;;) {
        if (
          await call(root, 'GET', '/status').then(
            () => true,
            () => false,
          )
        )
          break;
        await sleep(POLL_MS);
        if (driver.exitCode !== null || Date.now() > untilMs)
          throw new Error('WebKitWebDriver does not start.');
      }
      const args = ['--automation', ...(able ? SWITCHES : SWITCHES.slice(1))];
      const { sessionId, capabilities } = (await call(root, 'POST', '/session', {
        capabilities: {
          alwaysMatch: { 'webkitgtk:browserOptions': { binary: PROGRAMS.webkit, args } },
        },
      })) as { sessionId: string; capabilities: { browserVersion: string } };
      const session = `${root}/session/${sessionId}`;
      await call(session, 'POST', '/timeouts', { script: 600_000, pageLoad: 120_000, implicit: 0 });
      return new WebDriver(driver, session, capabilities.browserVersion);
    } catch (error) {
      end(driver);
      throw error;
    }
  }

  goTo(url: string): Promise<unknown> {
    return this._post('/url', { url });
  }

  reload(): Promise<unknown> {
    return this._post('/refresh');
  }

  /** @param body - Of an async function whose arguments are `args`. @throws Error with the page's words. */
  async run(body: string, ...args: readonly unknown[]): Promise<unknown> {
    const script = `const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);
      (async () => { ${body} })().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const answer = (await this._execute(script, args)) as {
      readonly value?: unknown;
      readonly error?: string;
    } | null;
    if (answer?.error !== undefined) throw new Error(answer.error);
    return answer?.value;
  }

  /** The driver now and then loses an answer on a busy machine, and says so; what is run here may be run again. */
  private async _execute(script: string, args: readonly unknown[]): Promise<unknown> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this._post('/execute/async', { script, args });
      } catch (error) {
        if (tries === ANSWER_TRIES || !String(error).includes('Could not parse script result')) throw error;
        await sleep(POLL_MS);
      }
    }
  }

  /** PNG. */
  async screenshot(): Promise<Buffer> {
    return Buffer.from((await call(this._session, 'GET', '/screenshot')) as string, 'base64');
  }

  setWindow(width: number, height: number): Promise<unknown> {
    return this._post('/window/rect', { width, height });
  }

  /** A click of the mouse there, in CSS pixels of the view. */
  async clickAt(x: number, y: number): Promise<void> {
    const move = { type: 'pointerMove', x, y, origin: 'viewport', duration: 0 };
    const press = [move, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }];
    const mouse = { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: press };
    await this._post('/actions', { actions: [mouse] });
  }

  /** @param key - As WebDriver codes it. */
  async pressKey(key: string): Promise<void> {
    const press = ['keyDown', 'keyUp'].map((type) => ({ type, value: key }));
    await this._post('/actions', { actions: [{ type: 'key', id: 'keyboard', actions: press }] });
  }

  async close(): Promise<void> {
    await call(this._session, 'DELETE', '').catch(() => undefined);
    end(this._process);
  }

  private _post(path: string, body: object = {}): Promise<unknown> {
    return call(this._session, 'POST', path, body);
  }
}

async function call(root: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${root}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = (await response.json()) as { readonly value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { readonly error: string; readonly message: string };
  throw new Error(`WebKit: ${error}: ${message}`);
}

function end({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}
