// Keeps one complete version of the site, for use without a network. The build fills in the version and the files (see
// xtask/src/pack.rs). A page is served from one version only: a newer one is kept beside it and waits until it is asked to
// take over, so that files of two versions never meet.
const VERSION = "@VERSION@";
const FILES = "@FILES@"; // [path, integrity], the page itself first
const CACHE = `wiresift-${VERSION}`;
const SCOPE = new URL("./", self.location);
const PAGE = new URL("index.html", SCOPE).href;
const OWN = new Map(FILES.map(([path]) => [new URL(path, SCOPE).href, path]));

// At most so many at once: a first visit shares its connection with the page.
const N_AT_ONCE = 4;

self.addEventListener("install", (event) => event.waitUntil(keep()));

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const url = new URL(event.request.url);
  url.hash = "";
  url.search = "";
  const name = url.href === SCOPE.href ? PAGE : url.href;
  if (OWN.has(name)) event.respondWith(answer(name, event.request));
});

/** Fetches every file; the integrity makes a file of another version fail, and with it the whole version. */
async function keep() {
  const cache = await caches.open(CACHE);
  const waiting = FILES.slice();
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [path, integrity] = next;
      const url = new URL(path, SCOPE).href;
      if (await copied(cache, url, integrity)) continue;
      const response = await fetch(url, { cache: "no-cache", integrity });
      if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
      await cache.put(url, response);
    }
  };
  await Promise.all(Array.from({ length: N_AT_ONCE }, work));
  const kept = new Response(JSON.stringify(Object.fromEntries(FILES)));
  await cache.put(new URL("kept.json", SCOPE).href, kept);
}

/** Takes a file that did not change from the version before, which saves its download. */
async function copied(cache, url, integrity) {
  for (const name of await caches.keys()) {
    if (!name.startsWith("wiresift-") || name === CACHE) continue;
    const old = await caches.open(name);
    const list = await old.match(new URL("kept.json", SCOPE).href);
    const files = list ? await list.json() : {};
    const same = Object.keys(files).find((path) => files[path] === integrity);
    const response = same && (await old.match(new URL(same, SCOPE).href));
    if (response) {
      // A new response, without the old one's address: a script would look for its module there.
      const { status, headers } = response;
      await cache.put(url, new Response(await response.blob(), { status, headers }));
      return true;
    }
  }
  return false;
}

async function takeOver() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("wiresift-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  // A first visit is of this version: its later requests are answered here, too.
  await self.clients.claim();
}

async function answer(name, request) {
  const cache = await caches.open(CACHE);
  // A browser that was short of space may have thrown a file away.
  return (await cache.match(name)) ?? fetch(request);
}
