// Choosing a bar: anywhere in its column will do, as small bars are hard to hit.

/** Calls `choose` with the place of the bar that was clicked. */
export function onChoose(chart, choose) {
  const drawing = chart.getZr();
  const place = ({ offsetX, offsetY }) => {
    const at = [offsetX, offsetY];
    return chart.containPixel({ gridIndex: 0 }, at) ? chart.convertFromPixel({ gridIndex: 0 }, at)[0] : undefined;
  };
  drawing.on("click", (event) => {
    const chosen = place(event);
    if (chosen !== undefined) choose(chosen);
  });
  drawing.on("mousemove", (event) => drawing.setCursorStyle(place(event) === undefined ? "default" : "pointer"));
}
