// Line charts over periods. The numbers stand in the table below; the picture only shows their course.
(() => {
  // Told apart without colour too: by dash and by mark.
  const LOOKS = [["#12618f", "solid", "circle"], ["#b5481a", [7, 4], "rect"], ["#3b6e3b", [2, 3], "triangle"], ["#5c4a8a", [10, 3, 2, 3], "diamond"]];
  const FONT = '"Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif';

  // No line runs over a break: another definition, or a running total that begins anew.
  function segments(series) {
    const starts = [...new Set([0, ...series.breaks, ...series.starts, series.values.length])].sort((one, other) => one - other);
    return starts.slice(1).map((end, at) => series.values.map((value, x) => (x >= starts[at] && x < end ? value : null)));
  }

  // A legend breaks into lines where it is wider than the picture: each takes its room above the axis.
  function legendHeight(series, width) {
    if (series.length < 2) return 0;
    let [lines, left] = [1, width];
    for (const one of series) {
      const need = 54 + 12 * one.name.length;
      if (need > left && left < width) [lines, left] = [lines + 1, width];
      left -= need;
    }
    return 22 * lines;
  }

  function option(config, width) {
    const lines = config.series.flatMap((one, at) => segments(one).map((data, part) => ({
      type: "line", name: one.name, data, connectNulls: false, symbol: LOOKS[at % 4][2], symbolSize: 7, showAllSymbol: true,
      itemStyle: { color: LOOKS[at % 4][0] }, lineStyle: { color: LOOKS[at % 4][0], width: 2, type: LOOKS[at % 4][1] },
      markLine: part === 0 && one.breaks.length ? {
        silent: true, symbol: "none", label: { formatter: "口径改变", fontSize: 11, color: "#4a5560" },
        lineStyle: { color: "#4a5560", type: "dashed" }, data: one.breaks.map((x) => ({ xAxis: x })),
      } : undefined,
    })));
    return {
      animation: false,
      textStyle: { fontFamily: FONT, color: "#22303a" },
      grid: { left: 8, right: 22, top: 32 + legendHeight(config.series, width), bottom: 6, containLabel: true },
      legend: config.series.length > 1 ? { top: 0, left: 0, itemWidth: 34, data: config.series.map((one) => one.name) } : undefined,
      xAxis: { type: "category", data: config.points, boundaryGap: true, axisLabel: { color: "#4a5560", hideOverlap: true }, axisTick: { alignWithLabel: true } },
      yAxis: { type: "value", name: config.unit, nameTextStyle: { color: "#4a5560", align: "left" }, axisLabel: { color: "#4a5560" }, splitLine: { lineStyle: { color: "#e4e1d8" } } },
      series: lines,
    };
  }

  // Numbers on the axis as everywhere, without commas.
  function draw(box, config, width, height) {
    const chart = window.echarts.init(box, null, { renderer: "canvas", width, height, devicePixelRatio: Math.max(2, window.devicePixelRatio || 1) });
    const wanted = option(config, width ?? box.clientWidth);
    wanted.yAxis.axisLabel.formatter = (value) => String(value);
    chart.setOption(wanted);
    return chart;
  }

  window.jingweiChart = draw;

  function prepare(root) {
    for (const box of root.querySelectorAll("[data-chart]:not([data-drawn])")) {
      box.dataset.drawn = "1";
      box.classList.add("on");
      const chart = draw(box, JSON.parse(box.dataset.chart));
      new ResizeObserver(() => chart.resize()).observe(box);
      const table = box.closest(".panel, #preview")?.querySelector("[data-with-chart]");
      if (table) table.open = false;
    }
  }
  prepare(document);
  document.addEventListener("htmx:load", (event) => prepare(event.target.parentElement ?? document));

  // The list of indicators, narrowed by what is typed; that alone changes nothing in the tile.
  document.addEventListener("change", (event) => { if (event.target.closest("[data-pick]")) event.stopPropagation(); }, true);
  document.addEventListener("input", (event) => {
    const field = event.target.closest("[data-pick]");
    if (!field) return;
    const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const group of document.querySelectorAll(".picker details")) {
      let here = 0;
      for (const one of group.querySelectorAll("li")) {
        const fits = words.every((word) => one.dataset.words.toLowerCase().includes(word));
        one.hidden = !fits;
        here += fits ? 1 : 0;
      }
      group.hidden = here === 0;
      group.open = words.length > 0 ? here > 0 : Boolean(group.querySelector("input:checked"));
      found += here;
    }
    document.querySelector("[data-pick-count]").textContent = words.length ? `找到 ${found} 项` : "";
  });
})();
