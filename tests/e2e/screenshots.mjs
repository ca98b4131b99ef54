// Takes a picture of every page in both themes and at both widths, on the way through the sample.
import { writeFileSync } from "node:fs";
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

      test("a capture", async ({ page }) => {
        const app = new Wiresift(page);
        await app.open();
        await app.tryCapture();
        await page.getByTestId("incidents").waitFor();
        // Charts are drawn a task each.
        await page.waitForTimeout(1_500);
        await expect(page.locator("html")).toHaveJSProperty("scrollWidth", viewport.width);
        await page.screenshot({ path: join(OUTPUT, `14-capture-${look}.png`), fullPage: true });
        await page.getByTestId("export").click();
        await page.getByTestId("export-dialog").waitFor();
        await page.screenshot({ path: join(OUTPUT, `15-export-${look}.png`) });
        const { name, bytes } = await app.export("html");
        writeFileSync(join(OUTPUT, `report-${look}.html`), bytes);
        expect(name).toMatch(/html$/);
      });

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
        await page.getByTestId("filter-input").fill("score > 2");
        await expect(app.anomalyTable).toHaveAttribute("data-total", "0");
        await picture("6-nothing-passes");
        await page.getByTestId("filter-input").fill("score > ");
        await picture("7-filter-wrong");
        await page.getByTestId("filter-reset").click();
        await page.getByTestId("step-models").click();
        await page.getByTestId("version").first().waitFor();
        await picture("8-models");
        await page.getByTestId("step-live").click();
        await page.getByTestId("sidecar-address").waitFor();
        await picture("9-live");
        await page.getByTestId("step-load").click();
        await app.choose({ name: "broken.pcap", mimeType: "application/octet-stream", buffer: Buffer.from("no capture") });
        await app.error.waitFor();
        await picture("10-error");
        for (const [key, name] of [["?", "11-keys"], ["Control+k", "12-palette"]]) {
          // A key right after the last dialog closed may still be meant for it.
          await expect(async () => {
            await page.keyboard.press(key);
            await page.getByRole("dialog").waitFor({ timeout: 2_000 });
          }).toPass();
          await page.screenshot({ path: join(OUTPUT, `${name}-${look}.png`) });
          await page.keyboard.press("Escape");
          await page.getByRole("dialog").waitFor({ state: "hidden" });
        }
        await page.getByTestId("open-privacy").click();
        await page.getByTestId("privacy-requests").waitFor();
        await page.screenshot({ path: join(OUTPUT, `13-privacy-${look}.png`) });
      });
    });
  }
}
