import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

test("one click leads from the sample capture to its ranked anomalies", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  // The engine listens and its modules are there, as they are for a person who has read the page.
  await page.waitForTimeout(1_500);
  const started = Date.now();
  await app.tryCapture();
  await page.getByTestId("row-0").waitFor();
  const seconds = (Date.now() - started) / 1_000;
  console.log(`sample capture: ${seconds.toFixed(2)} s from the click to the ranked flows`);

  expect(Number(await app.headline.getAttribute("data-anomalies"))).toBeGreaterThan(0);
  expect(await app.metric("roc-auc")).toBeGreaterThan(0.8);
  await page.getByTestId("row-0").click();
  await expect(app.rowDetail.getByTestId("flow-sentence")).toBeVisible();
  await expect(app.rowDetail.getByTestId("flow-trace")).toBeVisible();
  // What is known of the attacks is beside what was found.
  await expect(page.getByRole("region", { name: "Flagged by label" })).toContainText(/scan/i);
});
