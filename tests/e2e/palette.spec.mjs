import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

const input = (page) => page.getByTestId("palette-input");
const lines = (page) => page.getByTestId("palette").getByRole("option");

test("the palette finds and does things, by keyboard alone", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await page.keyboard.press("Control+k");
  await expect(input(page)).toBeFocused();
  await expect(lines(page).filter({ hasText: "Find anomalies" })).toHaveCount(0);
  await page.keyboard.type("sample table");
  await expect(lines(page).first()).toContainText("Open the sample table");
  await expect(input(page)).toHaveAttribute("aria-activedescendant", "palette-0");
  await page.keyboard.press("Enter");
  await app.overviewRows.waitFor();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("fndanm");
  await expect(lines(page).first()).toContainText("Find anomalies");
  await page.keyboard.press("Enter");
  await app.headline.waitFor();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  // What is no action becomes a filter.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("score > 0.9");
  await lines(page).filter({ hasText: "Filter by score > 0.9" }).click();
  await expect(page.getByTestId("filter-input")).toHaveValue("score > 0.9");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("clear the filter");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("filter-input")).toHaveValue("");
});

test("the palette closes and gives the focus back", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.themeToggle.focus();
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("palette")).toHaveCount(0);
  await expect(app.themeToggle).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("zzzz");
  await expect(lines(page)).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await expect(page.getByTestId("palette")).toHaveCount(0);
});

test("keys go to pages, to the filter and to the rows", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await app.findAnomalies();
  await app.anomalyTable.focus();
  // The letter after g is no verdict on the row.
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await expect(page).toHaveURL(/#train$/);
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(page).toHaveURL(/#results$/);
  await app.anomalyTable.waitFor();
  await expect(page.locator("[data-mark]:not([data-mark=''])")).toHaveCount(0);

  await page.keyboard.press("j");
  await expect(app.anomalyTable).toBeFocused();
  await page.keyboard.press("/");
  await expect(page.getByTestId("filter-input")).toBeFocused();
  // In a field letters are letters.
  await page.keyboard.type("g?j");
  await expect(page.getByTestId("filter-input")).toHaveValue("g?j");
  await expect(page).toHaveURL(/#results$/);
});

test("the help names every key", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await page.keyboard.press("?");
  const help = page.getByTestId("key-help");
  await expect(help).toBeVisible();
  for (const text of ["Search for anything to do", "Filter", "Train", "Details of the row", "True positive, false positive"]) {
    await expect(help).toContainText(text);
  }
  await expect(help.locator("kbd").filter({ hasText: /^g$/ })).not.toHaveCount(0);
  // Keys of the page behind do nothing.
  await page.keyboard.press("/");
  await expect(help).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(help).toHaveCount(0);
});

test("the tour is offered once, has five steps and can be left", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await page.getByTestId("tour-start").click();
  for (let step = 1; step <= 5; step++) {
    await expect(page.getByTestId("tour-step")).toHaveAttribute("data-step", String(step));
    await page.getByTestId("tour-next").click();
  }
  await expect(page.getByTestId("tour")).toHaveCount(0);
  await expect(page.getByTestId("tour-offer")).toHaveCount(0);
  await page.reload();
  await page.getByTestId("drop-zone").waitFor();
  await expect(page.getByTestId("tour-offer")).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("tour");
  await page.keyboard.press("Enter");
  await page.getByTestId("tour-skip").click();
  await expect(page.getByTestId("tour")).toHaveCount(0);
});
