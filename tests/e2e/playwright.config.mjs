// The browser tests: the built site in dist/ in a real, headless Chromium. `cargo xtask test` runs them.
import { defineConfig } from "@playwright/test";
import { chromium } from "./browser.mjs";

export default defineConfig({
  testDir: ".",
  outputDir: "output/results",
  // The engine uses the cores there are; a second browser beside it would make its times meaningless.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  projects: [
    { name: "cpu", testMatch: "*.spec.mjs", testIgnore: "*.gpu.spec.mjs", use: chromium() },
    { name: "webgpu", testMatch: "*.gpu.spec.mjs", use: chromium({ webgpu: true }) },
  ],
});
