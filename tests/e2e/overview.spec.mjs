import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

test.beforeEach(async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.tryCapture();
  await page.getByTestId("incidents").waitFor();
});

const serious = (page) => page.getByTestId("incidents").getByTestId("incident");

test("the sample's attacks are its incidents", async ({ page }) => {
  await expect(page.getByTestId("overview-words")).toContainText("6 incidents matter");
  await expect(serious(page)).toHaveCount(6);
  await expect(page.getByTestId("incidents")).toContainText("tried 1,000 ports on 192.168.10.20");
  await expect(page.getByTestId("incidents")).toContainText("T1046");
});

test("an incident, a talker and a host lead to their rows", async ({ page }) => {
  const filter = page.getByTestId("filter-input");
  await serious(page).filter({ hasText: "tried 1,000 ports" }).getByTestId("incident-title").click();
  await expect(filter).toHaveValue(/incident == \d+/);
  await expect(page.getByTestId("results-headline")).toHaveAttribute("data-rows", "1000");
  await page.getByTestId("overview-hosts").getByRole("button").first().click();
  await expect(filter).toHaveValue(/id\.(orig|resp)_h == /);
  await page.getByTestId("host-graph").getByRole("button").first().press("Enter");
  await expect(filter).toHaveValue(/^ip\.addr == /);
});

test("an incident is dismissed and taken back", async ({ page }) => {
  const first = serious(page).first();
  await first.getByText("Why, and what to do").click();
  await first.getByTestId("incident-dismiss").click();
  await expect(serious(page)).toHaveCount(5);
  const more = page.getByTestId("more-incidents");
  await more.locator("summary").first().click();
  const dismissed = more.locator('[data-status="dismissed"]');
  await dismissed.getByText("Why, and what to do").click();
  await dismissed.getByTestId("incident-reset").click();
  await expect(serious(page)).toHaveCount(6);
});

test("a rule says what it hides, hides it, and shows it again", async ({ page }) => {
  const guessed = serious(page).filter({ hasText: "logged in to port 22" });
  await guessed.getByText("Why, and what to do").click();
  await guessed.getByTestId("incident-mute").click();
  await expect(page.getByTestId("mute-preview")).toContainText("This incident disappears");
  await page.getByTestId("mute-now").click();
  await expect(serious(page)).toHaveCount(5);
  await page.getByTestId("mute-rules").locator("summary").click();
  await page.getByTestId("unmute").click();
  await expect(serious(page)).toHaveCount(6);
});

test("a row says which incident it has a part in, and leads there", async ({ page }) => {
  await serious(page).filter({ hasText: "tried 1,000 ports" }).getByTestId("incident-title").click();
  await expect(page.getByTestId("results-headline")).toHaveAttribute("data-rows", "1000");
  await page.getByTestId("row-0").click();
  const part = page.getByTestId("why-incident");
  await expect(part).toContainText("tried 1,000 ports on 192.168.10.20");
  await expect(part).toContainText("T1046");
  await page.getByTestId("filter-input").fill("");
  await expect(page.getByTestId("results-headline")).not.toHaveAttribute("data-rows", "1000");
  await part.getByTestId("why-incident-show").click();
  await expect(page.getByTestId("filter-input")).toHaveValue(/incident == \d+/);
  await expect(serious(page).filter({ hasText: "tried 1,000 ports" })).toBeInViewport();
});

test("what was said of incidents is there after a reload", async ({ page }) => {
  const scan = serious(page).filter({ hasText: "tried 1,000 ports" });
  await scan.getByText("Why, and what to do").click();
  await scan.getByTestId("incident-confirm").click();
  await expect(scan).toHaveAttribute("data-status", "confirmed");
  const guessed = serious(page).filter({ hasText: "logged in to port 22" });
  await guessed.getByText("Why, and what to do").click();
  await guessed.getByTestId("incident-mute").click();
  await page.getByTestId("mute-now").click();
  await expect(serious(page)).toHaveCount(5);
  await expect(page.getByTestId("case-saving")).toHaveText("saved");
  await page.reload();
  await expect(serious(page)).toHaveCount(5);
  await expect(scan).toHaveAttribute("data-status", "confirmed");
  await expect(page.getByTestId("mute-rules")).toBeVisible();
});
