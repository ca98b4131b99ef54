// Pictures for a person to look at: `cargo xtask screenshots`.
import base from "./playwright.config.mjs";
import { chromium } from "./browser.mjs";

export default { ...base, projects: [{ name: "pictures", testMatch: ["screenshots.mjs", "pictures.mjs"], use: chromium() }] };
