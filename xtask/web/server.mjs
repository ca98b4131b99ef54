// A static server for the built site, on loopback only. Sends the page's own content policy as a header with every
// file: workers take their policy from their own response, not from the page.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import sirv from "sirv";

const META = /<meta[^>]+http-equiv="Content-Security-Policy"[^>]+content="([^"]+)"/i;

/** The policy that `index.html` states in a meta element, and what only a header can state. */
function contentPolicy(dir) {
  const stated = META.exec(readFileSync(join(dir, "index.html"), "utf8"))?.[1];
  return stated && `${stated.replace(/;\s*$/, "")}; frame-ancestors 'none'`;
}

/** Starts serving `dir`; resolves to `{ url, close }`. Port 0 takes a free one. */
export function serve(dir, port = 0) {
  const policy = contentPolicy(dir);
  // `dev` reads the files anew each time, so that a rebuilt site shows without a restart.
  const files = sirv(dir, { dev: true, etag: true, gzip: true, setHeaders: (response) => setHeaders(response, policy) });
  const server = createServer((request, response) => {
    files(request, response, () => response.writeHead(404).end("Not found"));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const url = `http://127.0.0.1:${server.address().port}/`;
      resolve({ url, close: () => server.close() });
    });
  });
}

function setHeaders(response, policy) {
  if (policy) response.setHeader("Content-Security-Policy", policy);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cache-Control", "no-cache");
}

if (import.meta.filename === process.argv[1]) {
  const [dir, port] = process.argv.slice(2);
  const { url } = await serve(dir, Number(port));
  console.log(`Wiresift is at ${url} (Ctrl-C stops it)`);
}
