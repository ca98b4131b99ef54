// The page as a person uses it: what the tests say instead of selectors.
import { readFileSync } from "node:fs";

export class Wiresift {
  constructor(page) {
    this.page = page;
    const byId = (id) => page.getByTestId(id);
    this.overviewRows = byId("overview-rows");
    this.error = byId("error");
    this.headline = byId("results-headline");
    this.trainProgress = byId("train-progress");
    this.cancel = byId("cancel");
    this.anomalyTable = byId("anomaly-table");
    this.rowTable = byId("row-table");
    this.rowDetail = byId("row-detail");
    this.themeToggle = byId("theme-toggle");
    this.seconds = byId("seconds");
  }

  /** Opens the site as a new tab does: without the case that this one may have held. */
  async open() {
    if (this.page.url() !== "about:blank") await this.page.evaluate(() => sessionStorage.removeItem("wiresift-case"));
    await this.page.goto("./");
    await this.page.getByTestId("drop-zone").waitFor();
  }

  /** Reads the sample table that the site brings. */
  async trySample() {
    await this.page.getByTestId("try-sample-table").click();
    await this.overviewRows.waitFor();
  }

  /** Reads the sample capture that the site brings, and waits for its anomalies. */
  async tryCapture() {
    await this.page.getByTestId("try-sample").click();
    await this.headline.waitFor({ timeout: 170_000 });
  }

  /** Chooses a file as a person does, by the file picker. */
  async choose(file) {
    await this.page.getByTestId("file-input").setInputFiles(file);
  }

  /** Drops a file on the page as a person does. */
  async drop(name, buffer) {
    const data = await this.page.evaluateHandle(
      ([name, text]) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], name));
        return transfer;
      },
      [name, buffer.toString("base64")],
    );
    for (const event of ["dragenter", "dragover", "drop"]) {
      await this.page.dispatchEvent("body", event, { dataTransfer: data });
    }
  }

  /** From the data to the settings of the training. */
  async goTrain() {
    await this.page.getByTestId("go-train").click();
  }

  /** Starts the training and does not wait for it. */
  async startTraining() {
    await this.page.getByTestId("find-anomalies").first().click();
  }

  /** Trains and waits for the result. */
  async findAnomalies() {
    await this.startTraining();
    await this.headline.waitFor({ timeout: 170_000 });
  }

  /** A metric's exact value; `name` as in "roc-auc". */
  async metric(name) {
    return Number(await this.page.getByTestId(`metric-${name}`).getAttribute("data-value"));
  }

  /** A detector's exact figures as the page holds them: threshold, flagged, rocAuc, averagePrecision, seconds. */
  async detector(name) {
    const data = await this.page.getByTestId(`detector-${name}`).evaluate((element) => ({ ...element.dataset }));
    delete data.testid;
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Number(value)]));
  }

  /** Downloads the anomalies as a table. Returns its name and its text. */
  async downloadReport() {
    const { name, bytes } = await this.export("table");
    return { name, text: bytes.toString("utf8") };
  }

  /** Saves what was found as a file of a kind, and closes the dialog. Returns its name and its bytes. */
  async export(kind, { pseudonymise = false, scope } = {}) {
    const dialog = this.page.getByTestId("export-dialog");
    if (!(await dialog.isVisible())) await this.page.getByTestId("export").click();
    await dialog.getByTestId(`export-${kind}`).check();
    if (scope) await dialog.getByRole("radio", { name: scope, exact: true }).check({ force: true });
    if (pseudonymise) await dialog.getByTestId("export-pseudonymise").check();
    const started = this.page.waitForEvent("download");
    await dialog.getByTestId("export-save").click();
    const download = await started;
    await this.page.keyboard.press("Escape");
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }
}
