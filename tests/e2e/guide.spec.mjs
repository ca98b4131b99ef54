// The guide names the pictures that `cargo xtask screenshots` takes, all of them and no other, and shows them.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { FOLDER, PICTURES } from "./guide_pictures.mjs";
import { expect, SAMPLES, test } from "./support.mjs";

test("the guide names every picture that is taken, and no other", () => {
  const guide = readFileSync(join(SAMPLES, "../docs/guide.md"), "utf8");
  const named = [...guide.matchAll(/!\[[^\]]+\]\(pictures\/(\w+)\.webp\)/g)].map(([, name]) => name);
  expect([...named].sort()).toEqual([...PICTURES].sort());
  expect(readdirSync(FOLDER).sort()).toEqual(PICTURES.map((name) => `${name}.webp`).sort());
});

test("the guide in the page shows its pictures, when they are scrolled to", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto("./guide.html");
  const images = page.locator("main img");
  await expect(images).toHaveCount(PICTURES.length);
  expect(asked.filter((url) => url.endsWith(".webp")).length, "few are fetched before they are near").toBeLessThan(PICTURES.length);
  for (const image of await images.all()) {
    await image.scrollIntoViewIfNeeded();
    await expect.poll(() => image.evaluate((image) => image.complete && image.naturalWidth)).toBeGreaterThan(0);
    const { width, height, natural, alt } = await image.evaluate((image) => ({
      width: image.width,
      height: image.height,
      natural: image.naturalWidth / image.naturalHeight,
      alt: image.alt,
    }));
    expect(alt.length).toBeGreaterThan(10);
    expect(Math.abs(width / height / natural - 1), "its box has its shape before it is there").toBeLessThan(0.02);
  }
});
