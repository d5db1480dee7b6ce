// Serves the built page as the real server does (nonce in the page and in the policy, hashed assets), without
// an API: tests of the page alone answer /api themselves.

import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const dist = join(import.meta.dirname, '../../dist');
const types = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://page');
  const file = join(dist, normalize(pathname));
  const type = types[extname(file)];
  if (type && file.startsWith(dist) && existsSync(file)) {
    response.setHeader('Content-Type', type);
    createReadStream(file).pipe(response);
    return;
  }
  if (pathname.startsWith('/api/')) {
    response.writeHead(503, { 'Content-Type': 'application/json' });
    response.end('{"code":"not_mocked","message":"not mocked"}');
    return;
  }
  const nonce = randomBytes(16).toString('base64');
  response.setHeader(
    'Content-Security-Policy',
    `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self'; ` +
      `font-src 'self'; connect-src 'self'; media-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  );
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(readFileSync(join(dist, 'index.html'), 'utf8').replaceAll('__CSP_NONCE__', nonce));
}).listen(Number(process.argv[2]), '127.0.0.1');
