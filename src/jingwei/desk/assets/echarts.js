// Of ECharts what the boards use: lines, their axes and legend, the mark where a definition changes, a canvas.
import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([LineChart, GridComponent, LegendComponent, MarkLineComponent, CanvasRenderer]);
window.echarts = { init: echarts.init };
