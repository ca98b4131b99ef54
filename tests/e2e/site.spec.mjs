import { expect, test } from "./support.mjs";

test("the page starts and keeps to its content policy", async ({ page, site }) => {
  const response = await page.goto(site);
  expect(response.headers()["content-security-policy"]).toContain("default-src 'none'");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
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
