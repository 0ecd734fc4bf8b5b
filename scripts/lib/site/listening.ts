/** @file What every server of the kiosk does alike: it explains a port that cannot be had, and it ends at once. */
import type { Server } from 'node:http';

/** Ends the server and all its connections. */
export function closeServer(server: Pick<Server, 'close' | 'closeAllConnections'>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error) reject(error);
      else resolve();
    });
    server.closeAllConnections();
  });
}

/** Says what to do about a port that cannot be had. */
export function explainListenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    const advice = `Stop what runs there, or choose another: PORT=${String(port + 1)}`;
    return new Error(`Port ${String(port)} is in use. ${advice}`, { cause: error });
  }
  if (error.code === 'EACCES') {
    const advice = 'Choose one above 1023: PORT=4173';
    return new Error(`Port ${String(port)} may not be used by this account. ${advice}`, { cause: error });
  }
  return error;
}
