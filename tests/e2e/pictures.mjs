// Takes the guide's pictures, and README's: `cargo xtask screenshots`.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDER, SCENES } from "./guide_pictures.mjs";
import { expect, test } from "./support.mjs";

/** Pixels of a picture for each of the page, so that words stay sharp where the guide makes it smaller. */
const SCALE = 1.5;
const QUALITY = 0.82;

test.use({ colorScheme: "light", reducedMotion: "reduce", deviceScaleFactor: SCALE });

/** A PNG as WebP, by the browser. */
async function webp(context, png) {
  const page = await context.newPage();
  const text = await page.evaluate(
    async ({ png, quality }) => {
      const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
      canvas.getContext("2d").drawImage(image, 0, 0);
      return canvas.toDataURL("image/webp", quality);
    },
    { png: png.toString("base64"), quality: QUALITY },
  );
  await page.close();
  return Buffer.from(text.slice(text.indexOf(",") + 1), "base64");
}

/** What is seen of a part of the page: not more than `most` pixels of its height, and `below` pixels of what hangs under it. */
async function shot(page, target, { most = Infinity, below = 0, mask = [], isDialog = false } = {}) {
  if (!target) return page.screenshot({ mask });
  if (isDialog) return target.screenshot();
  // The bar at the top stays where the page is scrolled to.
  await page.evaluate(() => scrollTo(0, 0));
  const box = await target.boundingBox();
  const margin = 8;
  const clip = {
    x: Math.max(0, box.x - margin),
    y: Math.max(0, box.y - margin),
    width: box.width + 2 * margin,
    height: Math.min(box.height + below, most) + 2 * margin,
  };
  return page.screenshot({ fullPage: true, clip, mask, maskColor: "#f0f2f5" });
}

for (const { names, take, needs, width = 960 } of SCENES) {
  test.describe(names.join(", "), () => {
    test.use({ viewport: { width, height: 800 } });

    test("are taken", async ({ page, context, site }, testInfo) => {
      test.setTimeout(240_000);
      if (needs) expect(existsSync(needs), `${needs} is built`).toBe(true);
      mkdirSync(FOLDER, { recursive: true });
      const kept = [];
      const keep = async (name, target, options = {}) => {
        // Charts are drawn a task each.
        await page.waitForTimeout(500);
        const png = await shot(page, target, options);
        const { file = `${name}.webp` } = options;
        writeFileSync(join(FOLDER, file), file.endsWith(".png") ? png : await webp(context, png));
        kept.push(name);
      };
      await take(page, keep, { site, testInfo });
      expect(kept).toEqual(names);
    });
  });
}
