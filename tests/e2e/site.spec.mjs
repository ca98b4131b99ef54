import { expect, test } from "./support.mjs";

test("the page starts and keeps to its content policy", async ({ page, site }) => {
  const response = await page.goto(site);
  expect(response.headers()["content-security-policy"]).toContain("default-src 'none'");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

/** What is there from the first moment: it says the same, and stays where it is. */
const SHELL = [".ws-top__name", ".ws-steps", ".ws-load__title", ".ws-load__lead", ".ws-load__hint", ".ws-load__actions"];

const words = async (part) => (await part.innerText()).split(/\s+/);

for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
  test(`what is shown before the module runs is what it shows, ${viewport.width} wide`, async ({ page, site, browser }) => {
    await page.setViewportSize(viewport);
    await page.goto(site);
    await page.getByTestId("drop-zone").waitFor();
    await expect(page.locator(".ws-load__note")).toContainText("pcapng");
    const without = await browser.newContext({ javaScriptEnabled: false, viewport });
    const shell = await without.newPage();
    await shell.goto(site);
    for (const part of SHELL) {
      expect(await words(shell.locator(part)), part).toEqual(await words(page.locator(part)));
      const [before, after] = [await shell.locator(part).boundingBox(), await page.locator(part).boundingBox()];
      for (const side of ["x", "y", "width", "height"]) expect(before[side], `${part}, ${side}`).toBeCloseTo(after[side], 0);
    }
    await expect(page.locator("#shell")).toHaveCount(0);
    await without.close();
  });
}

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
