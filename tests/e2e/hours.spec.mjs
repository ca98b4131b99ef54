// Rows by the hour of the day: shown where a table has times in more than one hour, and each hour leads to its rows.
import { writeFileSync } from "node:fs";
import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

/** Rows in the hours of a day; the table begins on 2026-03-01 at midnight UTC. */
const ROWS = { 0: 40, 9: 200, 10: 120, 23: 15 };

function table(path) {
  const midnight = Date.UTC(2026, 2, 1) / 1_000;
  const lines = Object.entries(ROWS).flatMap(([hour, nRows]) =>
    Array.from({ length: nRows }, (_, n) => `${midnight + Number(hour) * 3_600 + n * 15},10.0.0.${n % 9},${(n * 37) % 50},${(n * 91) % 400}`),
  );
  writeFileSync(path, ["ts,id.orig_h,duration,orig_bytes", ...lines, ""].join("\n"));
  return path;
}

test("an hour of the day leads to its rows", async ({ page }, testInfo) => {
  const app = new Wiresift(page);
  await app.open();
  await app.choose(table(testInfo.outputPath("hours.csv")));
  await app.overviewRows.waitFor();
  await app.findAnomalies();
  const hours = page.getByTestId("overview-hours").getByRole("button");
  await expect(hours).toHaveCount(24);
  await expect(hours.nth(9)).toContainText("09:00 to 09:59: 200 rows");
  await expect(hours.nth(1)).toBeDisabled();
  await hours.nth(9).press("Enter");
  await expect(page.getByTestId("results-headline")).toHaveAttribute("data-rows", String(ROWS[9]));
  await expect(page.getByTestId("filter-input")).not.toHaveValue("");
  // Of what is shown now, all are of one hour: there is nothing to compare.
  await expect(page.getByTestId("overview-hours")).toHaveCount(0);
  await page.getByTestId("filter-reset").click();
  await hours.nth(23).press("Enter");
  await expect(page.getByTestId("results-headline")).toHaveAttribute("data-rows", String(ROWS[23]));
});
