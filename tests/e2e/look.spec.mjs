import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

test.describe("on a narrow screen", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("no page scrolls sideways", async ({ page }) => {
    const app = new Wiresift(page);
    const fits = () => expect(page.locator("html")).toHaveJSProperty("scrollWidth", 390);
    await app.open();
    await fits();
    await app.trySample();
    await fits();
    await app.goTrain();
    await fits();
    await app.findAnomalies();
    await fits();
    await page.getByTestId("row-0").click();
    await app.rowDetail.waitFor();
    await fits();
  });
});

test("the theme follows the system until one is chosen, which is kept", async ({ page }) => {
  const app = new Wiresift(page);
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await app.open();
  const light = await background();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await background();
  expect(dark).not.toBe(light);
  await app.themeToggle.click();
  expect(await background()).toBe(light);
  await page.reload();
  await page.getByTestId("drop-zone").waitFor();
  expect(await background()).toBe(light);
});
