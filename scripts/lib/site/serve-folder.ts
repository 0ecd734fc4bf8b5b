/**
 * @file Serves one folder's files for Vite's servers and the kiosk's own: types, ranges and caching.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import sirv from 'sirv';

export type Handler = (req: IncomingMessage, res: ServerResponse, next: () => void) => void;

/** Vite puts a hash of the content into these names, so they never change. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/;

/** Files whose type sirv does not know. */
const UNKNOWN_BINARY = /\.(onnx|task|tflite)$/;

/** What a name with a dot before it holds is nobody's but its owner's: keys, histories, settings of programs. */
const HIDDEN = /[\\/]\./;

/** @param path - As a request has it. */
export function isHidden(path: string): boolean {
  return HIDDEN.test(decoded(path));
}

/**
 * A connect-style handler for one folder, mounted at `prefix`. A path that names a folder with an index.html
 * and ends in a slash gets that page; any other path without a file goes on to `next`, as does a hidden file.
 * @param prefix - Starts and ends in a slash.
 */
export function serveFolder(folder: string, prefix: string): Handler {
  // `dev` reads the folder at each request, so that a file added later is found without a restart.
  const serve = sirv(folder, { dev: true, etag: true, extensions: [], setHeaders });
  return (req, res, next) => {
    const [path = '/', ...query] = (req.url ?? '/').split('?');
    if (!path.startsWith(prefix) || isHidden(path)) {
      next();
      return;
    }
    const inside = path.slice(prefix.length - 1);
    const file = inside.endsWith('/') ? `${inside}index.html` : inside;
    // sirv reads the address from the request and keeps what it parsed there, so it gets a request of its own.
    const url = [file, ...query].join('?');
    serve(
      Object.create(req, { url: { value: url }, _parsedUrl: { writable: true } }) as IncomingMessage,
      res,
      next,
    );
  };
}

/** As sirv reads it. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function setHeaders(res: ServerResponse, path: string): void {
  if (UNKNOWN_BINARY.test(path)) res.setHeader('Content-Type', 'application/octet-stream');
  res.setHeader('Cache-Control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
}
