// How the tests start Chromium.

// A test reaches loopback and nothing else, whatever the page or the browser itself would like to fetch.
const ALWAYS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

// A software device: right, and about a hundred times slower than the CPU backend.
const SOFTWARE_WEBGPU = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
];

/** Playwright's `use` options for the Chromium that `CHROMIUM` names, or Playwright's own. */
export function chromium({ webgpu = false } = {}) {
  return {
    browserName: "chromium",
    viewport: { width: 1280, height: 800 },
    // Every test would fetch the whole site, the neural worker included; offline.spec.mjs allows them.
    serviceWorkers: "block",
    launchOptions: {
      executablePath: process.env.CHROMIUM || undefined,
      args: webgpu ? [...ALWAYS, ...SOFTWARE_WEBGPU] : ALWAYS,
    },
  };
}
