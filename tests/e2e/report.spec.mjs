// What was found, as files: each kind is what it says, holds the sample's incidents, and nothing that it should not.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { PAYLOADS, hostileCapture } from "./hostile.mjs";
import { expect, SAMPLES, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";


const SCAN = "tried 1,000 ports on 192.168.10.20";

async function sampled(page) {
  const app = new Wiresift(page);
  await app.open();
  await app.tryCapture();
  await page.getByTestId("incidents").waitFor();
  return app;
}

const lines = (bytes) => bytes.toString("utf8").trimEnd().split("\n");

test("each kind of file holds the incidents", async ({ page }) => {
  const app = await sampled(page);
  const titles = await page.getByTestId("incidents").getByTestId("incident-title").allInnerTexts();
  expect(titles.length).toBe(6);

  const json = JSON.parse((await app.export("json")).bytes);
  for (const title of titles) expect(json.incidents.map((incident) => incident.title)).toContain(title);
  expect(json.anomalies.length).toBeGreaterThan(100);
  expect(json.anomalies[0].reasons.length).toBeGreaterThan(0);

  for (const kind of ["ecs", "ocsf"]) {
    const { name, bytes } = await app.export(kind, { scope: "Incidents" });
    expect(name).toMatch(new RegExp(`${kind}.*\\.ndjson$`));
    const found = lines(bytes).map((line) => JSON.parse(line));
    expect(found.length).toBe(json.incidents.length);
    for (const title of titles) expect(found.map((one) => one.message)).toContain(title);
  }

  const stix = JSON.parse((await app.export("stix")).bytes);
  const groupings = stix.objects.filter((object) => object.type === "grouping");
  for (const title of titles) expect(groupings.map((grouping) => grouping.name)).toContain(title);
  const ids = new Set(stix.objects.map((object) => object.id));
  expect(ids.size).toBe(stix.objects.length);
  for (const grouping of groupings) for (const id of grouping.object_refs) expect(ids).toContain(id);

  const notice = lines((await app.export("notice")).bytes);
  expect(notice.filter((line) => line.includes("Wiresift::Port_Scan")).length).toBe(1);
  const csv = (await app.export("csv")).bytes.toString("utf8");
  expect(csv.split("\n")[0]).toMatch(/^number,threat,status,title/);
  expect(csv).toContain(SCAN);
});

test("the report is one page that needs nothing and shows everything", async ({ page, context }) => {
  const app = await sampled(page);
  const { name, bytes } = await app.export("html");
  expect(name).toMatch(/^sample-report.*\.html$/);
  const report = await context.newPage();
  const asked = [];
  report.on("request", (request) => asked.push(request.url()));
  await report.setContent(bytes.toString("utf8"));
  await expect(report.getByRole("heading", { name: new RegExp(SCAN) })).toBeVisible();
  await expect(report.getByRole("img").first()).toBeVisible();
  // Its one style sheet is the one that its policy names.
  expect(await report.evaluate(() => getComputedStyle(document.querySelector("article")).borderRadius)).toBe("6px");
  expect(await report.locator("script").count()).toBe(0);
  expect(asked).toEqual([]);
});

test("pseudonymised files hold no address of the capture", async ({ page }) => {
  const app = await sampled(page);
  const plain = JSON.parse((await app.export("json")).bytes);
  const addresses = new Set();
  for (const { flow } of plain.anomalies) for (const end of [flow.originator, flow.responder]) addresses.add(end.address);
  for (const { name } of plain.hosts) addresses.add(name);
  expect(addresses.size).toBeGreaterThan(20);
  for (const kind of ["html", "json", "ecs", "ocsf", "stix", "notice", "csv"]) {
    const { bytes, name } = await app.export(kind, { pseudonymise: true });
    expect(name).toMatch(/^pseudonymised-/);
    const words = new Set(bytes.toString("utf8").split(/[^0-9a-fA-F.:]+/).map((word) => word.replace(/^[.:]+|[.:]+$/g, "")));
    const left = [...addresses].filter((address) => words.has(address));
    expect(left, kind).toEqual([]);
  }
});

/** Packets of a classic pcap, by their records. */
function countPackets(file) {
  let [at, n] = [24, 0];
  for (; at < file.length; n++) at += 16 + file.readUInt32LE(at + 8);
  expect(at).toBe(file.length);
  return n;
}

test("an incident's packets are read from the capture again", async ({ page }) => {
  const app = await sampled(page);
  const scan = page.getByTestId("incidents").getByTestId("incident").filter({ hasText: SCAN });
  await scan.getByText("Why, and what to do").click();
  await scan.getByTestId("incident-export").click();
  await page.getByTestId("export-pcap").check();
  await expect(page.getByTestId("export-pseudonymise")).toBeDisabled();
  const started = page.waitForEvent("download");
  await page.getByTestId("export-save").click();
  const download = await started;
  expect(download.suggestedFilename()).toMatch(/^sample-incident-\d+.*\.pcap$/);
  const said = await page.getByTestId("export-said").innerText();
  const [, nPackets, nFlows] = said.replaceAll(",", "").match(/Saved (\d+) packets of (\d+) flows/);
  expect(Number(nFlows)).toBe(1000);
  const file = readFileSync(await download.path());
  expect(countPackets(file)).toBe(Number(nPackets));
  // Nothing but them.
  const whole = gunzipSync(readFileSync(join(SAMPLES, "sample.pcap.gz")));
  expect(file.length).toBeLessThan(whole.length / 4);
  await page.keyboard.press("Escape");

  await page.getByTestId("export").click();
  await page.getByTestId("export-pcap").check();
  await page.getByTestId("export-save").click();
  await expect(page.getByTestId("export-said")).toContainText(/Saved [\d,]+ packets of [\d,]+ flows/);
});

test("without the capture's file packets are refused with a word on why", async ({ page }) => {
  await sampled(page);
  await expect(page.getByTestId("case-saving")).toHaveText("saved");
  await page.reload();
  await page.getByTestId("incidents").waitFor();
  await page.getByTestId("export").click();
  await page.getByTestId("export-pcap").check();
  await page.getByTestId("export-save").click();
  await expect(page.getByTestId("export-said")).toContainText("no longer at hand");
});

test("payloads stay text in every file", async ({ page, context }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.choose({ name: `<img src=x onerror="window.pwned=1">.pcap`, mimeType: "", buffer: hostileCapture().bytes() });
  await page.getByTestId("capture-packets").waitFor();
  await app.findAnomalies();
  const { bytes, name } = await app.export("html");
  expect(name).not.toMatch(/[<>"=/]/);
  const report = await context.newPage();
  await report.setContent(bytes.toString("utf8"));
  const found = await report.evaluate(() => ({
    pwned: window.pwned,
    elements: document.querySelectorAll("script, #injected, iframe, img, body style, base, a, [onerror], [onload], [onmouseover]").length,
    refresh: document.querySelectorAll("meta[http-equiv=refresh i]").length,
  }));
  expect(found).toEqual({ pwned: undefined, elements: 0, refresh: 0 });
  await expect(report.getByRole("heading", { level: 1 })).toHaveText(`<img src=x onerror="window.pwned=1">.pcap`);
  for (const kind of ["ecs", "ocsf"]) for (const line of lines((await app.export(kind)).bytes)) JSON.parse(line);
  for (const kind of ["json", "stix"]) JSON.parse((await app.export(kind)).bytes);
  for (const row of lines((await app.export("notice")).bytes).filter((line) => !line.startsWith("#"))) {
    expect(row.split("\t").length).toBe(26);
  }
  expect(PAYLOADS.length).toBeGreaterThan(5);
});
