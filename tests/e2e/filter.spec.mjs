import { expect, test } from "./support.mjs";
import { office } from "./pcap.mjs";
import { Wiresift } from "./wiresift.mjs";

const N_FLOWS = 220 * 2 + 120;

async function openOffice(page) {
  const app = new Wiresift(page);
  await app.open();
  await app.choose({ name: "office.pcap", mimeType: "application/vnd.tcpdump.pcap", buffer: office().bytes() });
  await expect(app.rowTable).toHaveAttribute("data-total", String(N_FLOWS));
  return app;
}

const input = (page) => page.getByTestId("filter-input");
const said = (page) => page.getByTestId("filter-said");
const proposals = (page) => page.getByRole("option");
const total = (app) => app.rowTable.getAttribute("data-total").then(Number);

/** The text's pieces with the last word of their class: "field", "operator", "value". */
function colours(page) {
  return page.locator(".ws-filter-bar__colours span").evaluateAll((spans) =>
    spans
      .filter((span) => span.textContent.trim())
      .map((span) => [span.textContent, span.className.split("--").pop()]),
  );
}

test("a filter is coloured and in force as it is typed", async ({ page }) => {
  const app = await openOffice(page);
  await page.keyboard.press("/");
  await expect(input(page)).toBeFocused();
  await page.keyboard.type("udp && ip.addr == 10.0.0.0/8");
  await expect(said(page)).toHaveText(/pass$/);
  const expected = [["udp", "field"], ["&&", "operator"], ["ip.addr", "field"], ["==", "operator"], ["10.0.0.0/8", "value"]];
  expect(await colours(page)).toEqual(expected);
  await expect.poll(() => total(app)).toBeLessThan(N_FLOWS);
  const nUdp = await total(app);
  expect(nUdp).toBeGreaterThan(0);

  await input(page).fill("!udp");
  await expect(app.rowTable).toHaveAttribute("data-total", String(N_FLOWS - nUdp));
  await page.getByTestId("filter-reset").click();
  await expect(app.rowTable).toHaveAttribute("data-total", String(N_FLOWS));
});

test("a mistake is shown where it is, and the last good result stays", async ({ page }) => {
  const app = await openOffice(page);
  await input(page).fill("udp");
  await expect.poll(() => total(app)).toBeLessThan(N_FLOWS);
  const nUdp = await total(app);

  await input(page).fill("udp && no.such.field == 1");
  await expect(said(page)).toHaveClass(/--wrong/);
  await expect(said(page)).toContainText("no.such.field");
  await expect(input(page)).toHaveAttribute("aria-invalid", "true");
  const wrong = await page.locator(".ws-filter-text--wrong").allTextContents();
  expect(wrong.join("")).toBe("no.such.field");
  await page.keyboard.press("Enter");
  await expect(app.rowTable).toHaveAttribute("data-total", String(nUdp));

  await input(page).fill("tcp.port ==");
  await expect(said(page)).toHaveClass(/--wrong/);
  await expect(app.rowTable).toHaveAttribute("data-total", String(nUdp));
});

test("words are proposed, and taken by key or click", async ({ page }) => {
  await openOffice(page);
  await input(page).click();
  await page.keyboard.type("tcp.dst");
  await expect(proposals(page).first()).toContainText("tcp.dstport");
  await expect(input(page)).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowDown");
  await expect(input(page)).toHaveAttribute("aria-activedescendant", "filter-proposal-0");
  await page.keyboard.press("Tab");
  await expect(input(page)).toHaveValue("tcp.dstport ");
  await page.keyboard.type("== 53 && dur");
  await proposals(page).filter({ hasText: "duration" }).first().click();
  await expect(input(page)).toHaveValue(/^tcp\.dstport == 53 && \S*duration /);
  await expect(input(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(proposals(page).first()).toBeHidden();
});

test("filters are remembered, saved by name and forgotten", async ({ page }) => {
  const app = await openOffice(page);
  await input(page).fill("udp");
  await expect.poll(() => total(app)).toBeLessThan(N_FLOWS);
  const nUdp = await total(app);
  await page.getByTestId("filter-history").click();
  await page.getByTestId("filter-name").fill("Only UDP");
  await page.getByTestId("filter-save").click();
  await expect(page.getByTestId("filter-saved")).toContainText("Only UDP");

  // Both outlive the page.
  await app.open();
  await app.choose({ name: "office.pcap", mimeType: "application/vnd.tcpdump.pcap", buffer: office().bytes() });
  await expect(app.rowTable).toHaveAttribute("data-total", String(N_FLOWS));
  await page.getByTestId("filter-history").click();
  await expect(page.getByTestId("filter-used")).toHaveText(["udp"]);
  await page.getByTestId("filter-saved").click();
  await expect(app.rowTable).toHaveAttribute("data-total", String(nUdp));
  await expect(page.getByTestId("filter-saved")).toBeHidden();
  await page.getByTestId("filter-history").click();
  await page.getByRole("button", { name: "Forget Only UDP" }).click();
  await expect(page.getByTestId("filter-saved")).toHaveCount(0);
});

test("a cell includes, excludes and replaces", async ({ page }) => {
  const app = await openOffice(page);
  const cell = (text) => app.rowTable.getByRole("gridcell", { name: text, exact: true }).first();
  await cell("udp").click({ button: "right" });
  await expect(page.getByTestId("cell-include")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(input(page)).not.toHaveValue("");
  await expect.poll(() => total(app)).toBeLessThan(N_FLOWS);
  const nOthers = await total(app);
  await expect(cell("udp")).toHaveCount(0);

  await cell("tcp").click({ button: "right" });
  await page.getByTestId("cell-include").click();
  await expect(input(page)).toHaveValue(/ and /);
  await expect(app.rowTable).toHaveAttribute("data-total", String(nOthers));

  // The same by keyboard, from a row's details.
  await page.getByTestId("row-0").click();
  await app.rowDetail.getByText(/^(Other values|Values) \(/).click();
  const value = app.rowDetail.getByRole("button", { name: "tcp", exact: true });
  await value.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("cell-menu")).toHaveCount(0);
  await expect(value).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByTestId("cell-only").press("Enter");
  await expect(input(page)).not.toHaveValue(/ and /);
  await expect(app.rowTable).toHaveAttribute("data-total", String(nOthers));
});
