// A chart as the bytes of a PNG or SVG file: one that ECharts drew, or an <svg> of the page's own.
import { getInstanceByDom, init } from "echarts/core";

/** What the style sheets say of a mark, which a file of its own has no style sheets for. */
const STYLES = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "opacity", "font-size", "font-family", "font-weight", "text-anchor"];
/** Pixels a unit, so that a picture is sharp in print. */
const SCALE = 2;

const bytes = (text) => new TextEncoder().encode(text);

/** What is behind the chart. */
function background(element) {
  for (let at = element; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (colour !== "rgba(0, 0, 0, 0)" && colour !== "transparent") return colour;
  }
  return "white";
}

/** Draws the same chart once more, without a page: the canvas on it knows no shapes. */
function drawn(chart) {
  const copy = init(null, null, { renderer: "svg", ssr: true, width: chart.getWidth(), height: chart.getHeight() });
  copy.setOption({ ...chart.getOption(), animation: false, backgroundColor: background(chart.getDom()) });
  // ECharts writes the names of fonts into attributes as they are, quotes and all.
  const family = getComputedStyle(document.documentElement).getPropertyValue("--font-text").trim();
  const text = copy.renderToSVGString().replaceAll(family, family.replaceAll('"', "'"));
  copy.dispose();
  return text;
}

/** A copy of an <svg> that carries its styles itself. */
function styled(svg) {
  const copy = svg.cloneNode(true);
  const from = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((mark, at) => {
    const styles = getComputedStyle(from[at]);
    for (const name of STYLES) mark.setAttribute(name, styles.getPropertyValue(name));
    for (const name of ["class", "role", "tabindex", "aria-label", "data-testid"]) mark.removeAttribute(name);
  });
  const { width, height } = svg.viewBox.baseVal;
  const ground = document.createElementNS(svg.namespaceURI, "rect");
  for (const [name, value] of Object.entries({ width, height, fill: background(svg) })) ground.setAttribute(name, value);
  copy.prepend(ground);
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

async function painted({ text, width, height }) {
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: width * SCALE, height: height * SCALE });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** What is on a chart's canvas, larger. */
function canvas(chart) {
  const url = chart.getDataURL({ type: "png", pixelRatio: SCALE, backgroundColor: background(chart.getDom()) });
  return Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
}

/** The file of the chart in `element`, of kind "png" or "svg". */
export async function chartFile(element, kind) {
  const chart = getInstanceByDom(element);
  if (chart) return kind === "svg" ? bytes(drawn(chart)) : canvas(chart);
  const shape = styled(element);
  return kind === "svg" ? bytes(shape.text) : painted(shape);
}
