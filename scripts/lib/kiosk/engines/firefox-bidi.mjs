#!/usr/bin/env node
/**
 * @file Stands in for Firefox's executable: starts it, and gives Playwright a WebDriver BiDi socket that passes
 * everything on. Firefox ESR 153 does not know one command that Playwright 1.65 sends at every start; that one is
 * answered here. Once the ESR knows it, this file can go.
 */
import { spawn } from 'node:child_process';
import { WebSocket, WebSocketServer } from 'ws';

const UNKNOWN_COMMAND = 'emulation.setMediaFeaturesOverride';
const LISTENS = 'WebDriver BiDi listening on ';
const LARGEST_MESSAGE_BYTES = 2 ** 29;

// Without a display Firefox has no WebGL.
const [display, ...program] = JSON.parse(process.env.FIREFOX_COMMAND);
const firefox = spawn(display, [...program, ...process.argv.slice(2)], {
  stdio: ['ignore', 'inherit', 'pipe'],
});
let rest = '';
firefox.stderr.setEncoding('utf8');
firefox.stderr.on('data', (text) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    const at = line.indexOf(LISTENS);
    if (at < 0) process.stderr.write(`${line}\n`);
    else relay(line.slice(at + LISTENS.length).trim());
  }
});
firefox.on('exit', (code) => process.exit(code ?? 0));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => firefox.kill(signal));

/** @param url - Where Firefox listens. */
function relay(url) {
  const options = { perMessageDeflate: false, maxPayload: LARGEST_MESSAGE_BYTES };
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options }, () => {
    process.stderr.write(`${LISTENS}ws://127.0.0.1:${server.address().port}\n`);
  });
  server.on('connection', (playwright) => {
    const target = new WebSocket(`${url}/session`, options);
    const opened = new Promise((resolve) => target.once('open', resolve));
    target.on('message', (data) => playwright.send(String(data)));
    target.on('close', () => playwright.close());
    target.on('error', () => playwright.close());
    playwright.on('message', async (data) => {
      const text = String(data);
      const { id, method } = JSON.parse(text);
      if (method === UNKNOWN_COMMAND) playwright.send(JSON.stringify({ type: 'success', id, result: {} }));
      else {
        await opened;
        target.send(text);
      }
    });
    playwright.on('close', () => target.close());
  });
}
