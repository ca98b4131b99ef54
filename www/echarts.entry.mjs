// The part of Apache ECharts that the page draws with; `cargo xtask build` bundles it as the global `echarts`.
import { use } from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";

use([BarChart, CanvasRenderer, GridComponent, LegendComponent, LineChart, SVGRenderer, TooltipComponent]);

export { init } from "echarts/core";
export { onChoose } from "./chart_choose.mjs";
export { chartFile } from "./chart_file.mjs";
