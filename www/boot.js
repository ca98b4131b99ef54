// Starts the page's wasm. A file of its own, because the content policy allows no inline script.
import init from "./wiresift.js";

/** When the words of the document are painted, or have had half a second for it. */
const painted = () => new Promise((resolve) => {
  new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
  setTimeout(resolve, 500);
});

// They are seen before the module takes the line and keeps the browser busy. A page that nobody sees is not painted.
if (document.visibilityState === "visible") await painted();
await init();
