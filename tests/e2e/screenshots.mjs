// Takes a picture of every page in both themes and at both widths, on the way through the sample.
import { join } from "node:path";
import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

const OUTPUT = join(import.meta.dirname, "output");
const WIDTHS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of WIDTHS) {
    const look = `${colorScheme}-${viewport.width}`;

    test.describe(look, () => {
      test.use({ colorScheme, viewport, reducedMotion: "reduce" });

      test("every page", async ({ page }) => {
        const app = new Wiresift(page);
        const picture = async (name) => {
          await expect(page.locator("html")).toHaveJSProperty("scrollWidth", viewport.width);
          await page.screenshot({ path: join(OUTPUT, `${name}-${look}.png`), fullPage: true });
        };
        await app.open();
        await picture("1-load");
        await app.trySample();
        await picture("2-data");
        await app.goTrain();
        await picture("3-train");
        await app.findAnomalies();
        await picture("4-results");
        await app.anomalyTable.getByTestId(/^row-/).first().click();
        await app.rowDetail.waitFor();
        await picture("5-row");
      });
    });
  }
}
