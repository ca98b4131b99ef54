import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

test("the panel shows the policy and every request", async ({ page, site }) => {
  const seen = new Set();
  page.on("request", (request) => seen.add(request.url()));
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await app.findAnomalies();
  await page.getByTestId("open-privacy").click();
  const panel = page.getByTestId("privacy");
  await expect(panel.getByTestId("privacy-policy")).toContainText("default-src");
  await expect(panel.getByTestId("privacy-policy")).toContainText("'none'");
  const requests = panel.getByTestId("privacy-requests");
  await expect(requests).toHaveAttribute("data-elsewhere", "0");
  await expect(requests).toContainText("None went anywhere else");

  // What the panel lists is what the browser's own log has of this page, the page itself aside.
  await requests.getByText("All requests").click();
  const listed = await requests.locator("tbody th").allTextContents();
  const own = [...seen].filter((url) => url.startsWith(site) && url !== site).map((url) => url.slice(site.length));
  const ofWorkers = (name) => /worker-(engine|neural)/.test(name);
  const missing = own.filter((name) => !listed.includes(name) && !ofWorkers(name) && !/icon|manifest/.test(name));
  expect(missing).toEqual([]);
  expect(listed.length).toBeGreaterThan(10);
});

test("a request that leaves is counted", async ({ page, faults }) => {
  const app = new Wiresift(page);
  await app.open();
  // Refused by the policy, and still reported as an attempt where the browser does so; a same-site one always is.
  await page.evaluate(() => fetch("./sample.csv?asked").then((response) => response.text()).catch(() => null));
  await page.getByTestId("open-privacy").click();
  const requests = page.getByTestId("privacy-requests");
  await requests.getByText("All requests").click();
  await expect(requests.locator("tbody th").filter({ hasText: "sample.csv?asked" })).toHaveCount(1);
  faults.length = 0;
});

test("all that is kept is shown, and deleted", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.themeToggle.click();
  await page.evaluate(async () => {
    localStorage.setItem("wiresift-note", "kept text");
    await new Promise((resolve) => {
      const request = indexedDB.open("wiresift-test", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("x");
      request.onsuccess = resolve; // left open, as the engine's worker leaves its own
    });
    await (await caches.open("wiresift-test")).put("/x", new Response("x"));
  });
  await page.getByTestId("open-privacy").click();
  const kept = page.getByTestId("privacy-kept");
  for (const text of ["wiresift-theme", "kept text", "wiresift-test"]) await expect(kept).toContainText(text);
  await page.getByTestId("delete-all").click();
  await page.getByTestId("delete-all").click();
  await expect(page.getByTestId("privacy")).toHaveCount(0);
  await page.getByTestId("drop-zone").waitFor();
  const left = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).map((database) => database.name).filter((name) => name === "wiresift-test"),
    caches: await caches.keys(),
  }));
  expect(left).toEqual({ local: 0, session: 0, databases: [], caches: [] });
});
