// The guide's pictures: what each shows, and how a person gets there. `cargo xtask screenshots` takes them (pictures.mjs); the
// guide names exactly these (guide.spec.mjs).
import { join } from "node:path";
import { SAMPLES, expect } from "./support.mjs";
import { PROGRAM, sampleCapture, startSidecar } from "./sidecar.mjs";
import { Wiresift } from "./wiresift.mjs";

/** The card with a heading. */
const card = (page, title) => page.getByRole("region", { name: title, exact: true }).first();

async function sampleTable(page, without = []) {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await app.goTrain();
  for (const kind of without) await page.getByTestId(`use-${kind}`).uncheck();
  return app;
}

async function ofTheCapture(page, keep) {
  const app = new Wiresift(page);
  await app.open();
  await app.tryCapture();
  await page.getByTestId("incidents").waitFor();
  await keep("overview", page.getByTestId("overview"), { most: 1100 });

  const scan = page.getByTestId("incident").filter({ hasText: "tried 1,000 ports" });
  await scan.getByText("Why, and what to do").click();
  await keep("incident", scan);

  const filter = page.getByTestId("filter-input");
  await filter.fill("ip.addr == 192.168.10.0/24 && votes >= 3 && resp");
  await page.locator(".ws-filter-bar [role=option]").first().waitFor();
  await keep("filter", page.locator(".ws-filter-bar"), { below: 260 });
  await page.getByTestId("filter-reset").click();

  await app.anomalyTable.getByTestId("row-0").click();
  await page.getByTestId("why-summary").waitFor();
  await keep("row", card(page, "Ranked flows"), { most: 900 });
  await page.getByTestId("row-detail-close").click();

  await page.getByTestId("export").click();
  await page.getByTestId("export-dialog").waitFor();
  await keep("export", page.getByTestId("export-dialog"), { isDialog: true });
  await page.keyboard.press("Escape");

  await page.getByTestId("open-privacy").click();
  await page.getByTestId("privacy-requests").waitFor();
  await keep("privacy", page.getByTestId("privacy"), { isDialog: true });
  await page.keyboard.press("Escape");

  await expect(page.getByTestId("case-saving")).toHaveText("saved");
  await page.getByTestId("step-load").click();
  await page.getByTestId("case").first().waitFor();
  await keep("cases", page.getByTestId("cases"));
}

async function ofTheTable(page, keep) {
  const app = await sampleTable(page, ["autoencoder"]);
  await keep("train", page.locator("main"), { most: 1000 });
  await app.findAnomalies();
  await page.getByTestId("step-train").click();
  await page.getByTestId("use-one_class_svm").uncheck();
  await app.findAnomalies();
  await page.getByTestId("step-models").click();
  await page.getByTestId("version").first().waitFor();
  await page.getByTestId("compare").click();
  await page.getByTestId("comparison").waitFor();
  await keep("models", page.locator("main"), { most: 1200 });
}

async function ofTheClassifier(page, keep) {
  await sampleTable(page);
  await page.getByTestId("train-goal-1").click();
  await page.getByTestId("teach").click();
  await page.getByTestId("classifier-accuracy").waitFor({ timeout: 170_000 });
  await keep("classifier", page.locator("main"), { most: 1400 });
}

async function ofLive(page, keep, { site, testInfo }) {
  const sidecar = await startSidecar(site, "--replay", sampleCapture(testInfo), "--speed", "60");
  try {
    await page.goto(site);
    await page.getByTestId("step-live").click();
    await page.getByTestId("sidecar-address").fill(sidecar.address);
    await page.getByTestId("sidecar-connect").click();
    await page.getByTestId("live-start").click();
    await page.getByRole("radio", { name: "Flows" }).check({ force: true });
    await page.locator("#live-baseline").fill("100");
    await page.getByTestId("live-collect").click();
    const scan = page.locator('[data-testid="live-alert"][data-name="port scan"]').first();
    await scan.waitFor({ timeout: 120_000 });
    await scan.getByRole("button").first().click();
    await page.getByTestId("alert-reasons").waitFor();
    await keep("live", page.locator("main"), { most: 1200, mask: [page.getByTestId("sidecar-address")] });
  } finally {
    await sidecar.kill();
  }
}

/** README's picture: what is first seen of a result. */
async function ofReadme(page, keep) {
  const app = new Wiresift(page);
  await app.open();
  await app.tryCapture();
  await page.getByTestId("incidents").waitFor();
  await keep("results", undefined, { file: "../results.png" });
}

export const SCENES = [
  { names: ["overview", "incident", "filter", "row", "export", "privacy", "cases"], take: ofTheCapture },
  { names: ["train", "models"], take: ofTheTable },
  { names: ["classifier"], take: ofTheClassifier },
  { names: ["live"], take: ofLive, needs: PROGRAM },
  { names: ["results"], take: ofReadme, width: 1280 },
];

/** Where the pictures lie. */
export const FOLDER = join(SAMPLES, "../docs/pictures");

/** The names of the guide's pictures. */
export const PICTURES = SCENES.flatMap(({ names }) => names).filter((name) => name !== "results");
