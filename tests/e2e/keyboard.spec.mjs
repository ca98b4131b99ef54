import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

/** Presses Tab until the element with this test id has the focus. */
async function tabTo(page, testid) {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
    if (focused === testid) return;
  }
  throw new Error(`${testid} is not reachable by Tab`);
}

test("the whole way by keyboard", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await tabTo(page, "try-sample-table");
  await page.keyboard.press("Enter");
  await app.overviewRows.waitFor();
  await tabTo(page, "find-anomalies");
  await page.keyboard.press("Enter");
  await app.headline.waitFor();

  await tabTo(page, "anomaly-table");
  const active = () => app.anomalyTable.getAttribute("aria-activedescendant");
  await expect.poll(active).toBe("ws-row-0");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect.poll(active).toBe("ws-row-1");
  await page.keyboard.press("Enter");
  const second = await page.getByTestId("row-1").getAttribute("data-row");
  await expect(app.rowDetail).toHaveAttribute("data-row", second);

  await page.keyboard.press("End");
  const total = Number(await app.anomalyTable.getAttribute("data-total"));
  await expect.poll(active).toBe(`ws-row-${total - 1}`);
  await expect(page.getByTestId(`row-${total - 1}`)).toBeInViewport();
  await page.keyboard.press("Home");
  await expect(page.getByTestId("row-0")).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(app.rowDetail).toHaveCount(0);
});
