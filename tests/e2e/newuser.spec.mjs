// A new user's path, from a cold start: open, try the sample, understand the top incident's reason, dismiss it, export the report.
import { readFileSync } from "node:fs";
import { expect, test } from "./support.mjs";


const MAX_CLICKS = 6;

test(`from nothing to a report in at most ${MAX_CLICKS} clicks`, async ({ page }) => {
  const started = Date.now();
  await page.addInitScript(() => {
    window.nClicks = 0;
    // By hand or by key alike; what a script clicks to save a file is none of the user's.
    addEventListener("click", (event) => (window.nClicks += Number(event.isTrusted)), true);
  });
  await page.goto("./");
  await page.getByTestId("try-sample").click();
  const top = page.getByTestId("incidents").getByTestId("incident").first();
  await top.waitFor({ timeout: 170_000 });
  const title = await top.getByTestId("incident-title").innerText();

  await top.getByText("Why, and what to do").click();
  await expect(top.locator(".ws-incident__reasons li").first()).toBeVisible();
  expect((await top.locator(".ws-incident__reasons li").first().innerText()).length).toBeGreaterThan(20);
  await top.getByTestId("incident-dismiss").click();
  await expect(page.getByTestId("incidents").getByText(title, { exact: true })).toHaveCount(0);

  await page.getByTestId("export").click();
  const saved = page.waitForEvent("download");
  await page.getByTestId("export-save").click();
  const report = readFileSync(await (await saved).path(), "utf8");
  expect(report).toContain("<!DOCTYPE html>");
  // The dismissed one is there, and said to be dismissed.
  expect(report).toContain("dismissed");

  const nClicks = await page.evaluate(() => window.nClicks);
  console.log(`a new user's path: ${nClicks} clicks, ${((Date.now() - started) / 1000).toFixed(1)} s`);
  expect(nClicks).toBeGreaterThan(3);
  expect(nClicks).toBeLessThanOrEqual(MAX_CLICKS);
});
