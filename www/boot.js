// Starts the page's wasm. A file of its own, because the content policy allows no inline script.
import init from "./wiresift.js";

await init();
