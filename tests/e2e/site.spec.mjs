import { expect, test } from "./support.mjs";

test("the page starts and keeps to its content policy", async ({ page, site }) => {
  const response = await page.goto(site);
  expect(response.headers()["content-security-policy"]).toContain("default-src 'none'");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("what is shown before the module runs is what it shows", async ({ page, site, browser }) => {
  await page.goto(site);
  await page.getByTestId("drop-zone").waitFor();
  const without = await browser.newContext({ javaScriptEnabled: false });
  const shell = await without.newPage();
  await shell.goto(site);
  for (const part of [".ws-load__title", ".ws-load__lead", ".ws-top__name"]) {
    await expect(shell.locator(part)).toHaveText(await page.locator(part).innerText());
  }
  await expect(page.locator("#shell")).toHaveCount(0);
  await without.close();
});

test("the content policy allows nothing from elsewhere", async ({ page, site, faults }) => {
  await page.goto(site);
  const refused = await page.evaluate(async () => {
    try {
      await fetch("https://example.com/", { mode: "no-cors" });
      return false;
    } catch {
      return true;
    }
  });
  expect(refused).toBe(true);
  // The provoked violation is what shows that the policy refused it and not the network alone.
  const violations = faults.splice(0);
  expect(violations.some((fault) => fault.includes("Content Security Policy"))).toBe(true);
});
