/**
 * @file Keeps a second hub out of a folder: two servers at one store would spoil it. The lock is a socket, so it goes
 * with its process, however that ends.
 */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

export const LOCK_FILE = 'hub.sock';

/** @param folder - Absolute. @returns What gives it free again. @throws Error where another hub runs in it. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = socketPath(folder);
  const taken = await listenAt(path);
  if (taken !== null) return taken;
  if (await answers(path)) throw new Error(`Another hub runs in ${folder}: stop it, or name another folder.`);
  await rm(path, { force: true });
  const second = await listenAt(path);
  if (second === null) throw new Error(`Another hub starts in ${folder}: stop it, or name another folder.`);
  return second;
}

/** @returns null where the socket is there already, of a hub that runs or of one that was killed. */
function listenAt(path: string): Promise<(() => Promise<void>) | null> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else if (error.code === 'EINVAL')
        reject(new Error(`The name ${path} is too long for a socket: name another folder.`));
      else reject(error);
    });
    server.listen(path, () => {
      resolve(() => new Promise((closed) => server.close(() => closed())));
    });
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

function socketPath(folder: string): string {
  if (process.platform !== 'win32') return join(folder, LOCK_FILE);
  return `\\\\.\\pipe\\facegate-hub-${createHash('sha256').update(folder).digest('hex')}`;
}
