// WCAG 2.2 A and AA by axe-core, on every page and every box over it, in both themes and at both widths.
import AxeBuilder from "@axe-core/playwright";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Violations as lines that say what and where. */
async function violations(page, where) {
  // What the bar at the top covers is no smaller for that.
  await page.evaluate(() => window.scrollTo(0, 0));
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${where}: ${id} (${help}): ${node.target} ${node.failureSummary?.split("\n")[1]?.trim()}`));
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 390]) {
    test.describe(`${colorScheme}, ${width} pixels`, () => {
      test.use({ colorScheme, viewport: { width, height: 844 }, reducedMotion: "reduce" });

      test("no page has violations", async ({ page }) => {
        const app = new Wiresift(page);
        const found = [];
        const check = async (where) => found.push(...(await violations(page, where)));
        await app.open();
        await check("load");
        for (const [button, box] of [["open-privacy", "privacy"], ["open-palette", "palette"], ["tour-start", "tour"]]) {
          await page.getByTestId(button).click();
          await page.getByTestId(box).waitFor();
          await check(box);
          await page.keyboard.press("Escape");
          await expect(page.getByTestId(box)).toHaveCount(0);
        }
        await page.keyboard.press("?");
        await page.getByTestId("key-help").waitFor();
        await check("keys");
        await page.keyboard.press("Escape");
        await app.trySample();
        await check("data");
        await app.goTrain();
        await check("train");
        await app.findAnomalies();
        await page.getByTestId("row-0").click();
        await app.rowDetail.waitFor();
        await check("results");
        await page.getByTestId("filter-input").fill("no.such == 1");
        await expect(page.getByTestId("filter-said")).toHaveClass(/--wrong/);
        await check("a wrong filter");
        for (const step of ["models", "live"]) {
          await page.getByTestId(`step-${step}`).click();
          await check(step);
        }
        expect(found).toEqual([]);
      });

      test("no document has violations", async ({ page }) => {
        const dist = join(import.meta.dirname, "../../dist");
        test.skip(!existsSync(join(dist, "guide.html")), "skipped: dist/ was built without documents (`cargo xtask build`)");
        const found = [];
        for (const name of ["guide", "methods", "limits"]) {
          await page.goto(`./${name}.html`);
          found.push(...(await violations(page, name)));
        }
        expect(found).toEqual([]);
      });
    });
  }
}

test("every chart has its numbers as a table", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.tryCapture();
  const charts = page.locator(".ws-chart:visible");
  await expect(charts.first()).toBeVisible();
  // They come with the numbers, a moment after the card.
  const without = () => charts.evaluateAll((charts) =>
    charts.filter((chart) => !chart.closest("section, li, div.ws-card, aside")?.querySelector("details.ws-numbers")).map((chart) => chart.getAttribute("aria-label")),
  );
  await expect.poll(without).toEqual([]);
  const unnamed = await charts.evaluateAll((charts) => charts.filter((chart) => !chart.getAttribute("aria-label")).length);
  expect(unnamed).toBe(0);
});

test("what has the focus can be seen, on every stop of the keyboard", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  const unseen = new Set();
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press("Tab");
    const unmarked = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      // A field may be marked by the box around it.
      for (let box = element; box && box !== document.body; box = box.parentElement) {
        const style = getComputedStyle(box);
        if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) return null;
      }
      return element.outerHTML.slice(0, 120);
    });
    if (unmarked) unseen.add(unmarked);
  }
  expect([...unseen]).toEqual([]);
});

test("nothing moves for who asked for calm", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await app.findAnomalies();
  const moving = await page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === "running").length);
  expect(moving).toBe(0);
});
