// The map: outlines and points by the box in view; the server clusters what is too much (docs/look.md, "Map").
(() => {
  const box = document.getElementById("map");
  const status = document.getElementById("map-status");
  if (!box) return;
  const config = JSON.parse(document.getElementById(box.dataset.config).textContent);

  const base = config.tiles
    ? {
        sources: { base: { type: "raster", tiles: [config.tiles], tileSize: 256, attribution: config.attribution } },
        layers: [{ id: "base", type: "raster", source: "base", paint: { "raster-opacity": 0.75 } }],
      }
    : {};
  const attributionControl = config.attribution ? { compact: true } : false;
  const map = groundMap(box, config.bounds, { ...base, fitBoundsOptions: { padding: 24 }, maxZoom: config.max_zoom, attributionControl });
  if (!map) {
    document.querySelector(".map-table")?.setAttribute("open", "");
    return;
  }

  const empty = { type: "FeatureCollection", features: [] };

  // The box widened to the tile lattice of the zoom, so that small moves ask nothing new and answers can be cached.
  function question() {
    const zoom = Math.min(20, Math.max(0, Math.round(map.getZoom())));
    const side = 2 ** Math.max(0, zoom - 1);
    const bounds = map.getBounds();
    const x = (lon) => ((lon + 180) / 360) * side;
    const y = (lat) => ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * side;
    const lon = (column) => (column / side) * 360 - 180;
    const lat = (row) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / side))) * 180) / Math.PI;
    const corners = [
      lon(Math.floor(x(bounds.getWest()))), lat(Math.ceil(y(bounds.getSouth()))),
      lon(Math.ceil(x(bounds.getEast()))), lat(Math.floor(y(bounds.getNorth()))),
    ];
    return `bbox=${corners.map((degrees) => degrees.toFixed(6)).join(",")}&zoom=${zoom}`;
  }

  function features(answer, cardUrl) {
    return {
      type: "FeatureCollection",
      features: answer.lon.map((lon, index) => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: [lon / 1e6, answer.lat[index] / 1e6] },
        properties: { n: answer.n[index], name: answer.name?.[index] ?? "", url: answer.id && cardUrl ? cardUrl + answer.id[index] : "" },
      })),
    };
  }

  // One source of the map and the answers it remembers. A newer question cancels the one under way.
  function follow(layer, digest) {
    const kept = new Map();
    let asked = "";
    let running;
    return async function refresh() {
      const wanted = question();
      if (!layer.on || wanted === asked) return;
      asked = wanted;
      running?.abort();
      running = new AbortController();
      try {
        if (!kept.has(wanted)) {
          const answer = await fetch(`${layer.url}${layer.url.includes("?") ? "&" : "?"}${wanted}`, { signal: running.signal });
          if (!answer.ok) throw new Error(String(answer.status));
          kept.set(wanted, digest(await answer.json()));
          if (kept.size > 24) kept.delete(kept.keys().next().value);
        }
        const { data, names: spots, words } = kept.get(wanted);
        map.getSource(layer.key).setData(data);
        if (spots) map.getSource(`${layer.key}-names`).setData(spots);
        status.textContent = words ?? status.textContent;
      } catch (error) {
        if (error.name === "AbortError") return;
        asked = "";
        status.textContent = `“${layer.label}”没有取到，请稍后再试。`;
      }
    };
  }

  // The letters are drawn by the browser's own fonts: a style without "glyphs" asks no server for them.
  function letters(id, source, text, paint, more) {
    const layout = { "text-field": text, "text-size": 12, "text-font": ["sans-serif"], "text-overlap": "always", ...more };
    map.addLayer({ id, type: "symbol", source, layout, paint });
  }

  function addOutlines(layer) {
    map.addSource(layer.key, { type: "geojson", data: empty });
    // A line is no area: its bends would be filled.
    map.addLayer({ id: `${layer.key}-area`, type: "fill", source: layer.key, filter: ["==", "$type", "Polygon"], paint: { "fill-color": "#12618f", "fill-opacity": 0.05 } });
    map.addLayer({ id: `${layer.key}-line`, type: "line", source: layer.key, filter: ["==", "$type", "Polygon"], paint: { "line-color": "#12618f", "line-width": ["interpolate", ["linear"], ["zoom"], 11, layer.labels ? 1.4 : 0.5, 17, layer.labels ? 3.5 : 1.6] } });
    map.addLayer({ id: `${layer.key}-course`, type: "line", source: layer.key, filter: ["==", "$type", "LineString"], paint: { "line-color": "#8a5a00", "line-width": ["interpolate", ["linear"], ["zoom"], 11, 1.2, 17, 5] } });
    map.addSource(`${layer.key}-names`, { type: "geojson", data: empty });
    // A name steps aside to where no number stands, and stays where it is when there is no such spot.
    // Every anchor is tried once, so the corners, brought back to the middle, stand for steps further up and down.
    const steps = ["center", [0, 0], "bottom", [0, -0.25], "top", [0, 0.25], "bottom-left", [-2, -1.1], "top-left", [-2, 1.1], "bottom-right", [2, -1.7], "top-right", [2, 1.7], "left", [0.4, 0], "right", [-0.4, 0]];
    const aside = { "text-variable-anchor-offset": steps, "text-size": 13 };
    if (layer.labels) letters(`${layer.key}-name`, `${layer.key}-names`, ["get", "name"], { "text-color": "#0d3a56", "text-halo-color": "#ffffff", "text-halo-width": 2 }, aside);
    return follow(layer, (answer) => {
      const named = answer.features.filter(({ properties }) => properties.at);
      const spots = named.map(({ properties }) => ({ type: "Feature", geometry: { type: "Point", coordinates: properties.at }, properties: { name: properties.name } }));
      return { data: answer, names: { type: "FeatureCollection", features: spots } };
    });
  }

  function addPoints(layer) {
    map.addSource(layer.key, { type: "geojson", data: empty, maxzoom: config.max_zoom });
    map.addLayer({
      id: `${layer.key}-point`, type: "circle", source: layer.key,
      paint: {
        "circle-color": ["case", [">", ["get", "n"], 1], "#12618f", "#b5481a"],
        "circle-opacity": ["case", [">", ["get", "n"], 1], 0.82, 0.95],
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 1.2,
        "circle-radius": ["case", [">", ["get", "n"], 1], ["interpolate", ["linear"], ["ln", ["get", "n"]], 0.7, 9, 9.2, 24], 5],
      },
    });
    letters(`${layer.key}-count`, layer.key, ["case", [">", ["get", "n"], 1], ["to-string", ["get", "n"]], ""], { "text-color": "#ffffff" }, { "text-padding": 3 });
    return follow(layer, (answer) => ({
      data: features(answer, layer.card_url),
      words: `${layer.label}：图内 ${answer.total} 处${answer.clustered ? "，数多，已按远近合并；放大看单个" : ""}`,
    }));
  }

  function open(url) {
    if (!url) return;
    window.htmx.ajax("GET", url, { target: "#side", swap: "innerHTML" });
  }

  map.on("load", () => {
    if (config.mark) new maplibregl.Marker({ color: "#b3261e" }).setLngLat(config.mark).addTo(map);
    const refreshers = [];
    for (const layer of config.outlines) refreshers.push(addOutlines(layer));
    for (const layer of config.points) refreshers.push(addPoints(layer));
    // Names stand above the points, or a full map hides where one is; the numbers, placed first, keep their spots.
    for (const { key, labels } of config.outlines) if (labels) map.moveLayer(`${key}-name`);
    for (const { key } of config.points) map.moveLayer(`${key}-count`);
    for (const layer of [...config.outlines, ...config.points]) layer.on = layer.shown;
    const refresh = () => refreshers.forEach((work) => work());
    map.on("moveend", refresh);
    refresh();

    document.addEventListener("change", (event) => {
      const layer = [...config.outlines, ...config.points].find((one) => one.key === event.target.dataset.layer);
      if (!layer) return;
      layer.on = event.target.checked;
      for (const id of ["area", "line", "course", "point", "count", "name"].map((part) => `${layer.key}-${part}`)) {
        if (map.getLayer(id)) map.setLayoutProperty(id, "visibility", layer.on ? "visible" : "none");
      }
      refresh();
    });

    map.on("click", (event) => {
      const ids = [...config.points.map((one) => `${one.key}-point`), ...config.outlines.flatMap((one) => [`${one.key}-course`, `${one.key}-area`])].filter((id) => map.getLayer(id));
      const reach = [[event.point.x - 5, event.point.y - 5], [event.point.x + 5, event.point.y + 5]];
      const hits = map.queryRenderedFeatures(reach, { layers: ids });
      const of = (kind) => hits.find((one) => one.layer.id.endsWith(kind));
      const hit = of("-point") ?? of("-course") ?? hits[0];
      if (!hit) return;
      if (hit.properties.n > 1) map.easeTo({ center: hit.geometry.coordinates, zoom: map.getZoom() + 2 });
      else open(hit.properties.url);
    });
    map.on("mousemove", (event) => {
      const over = map.queryRenderedFeatures(event.point, { layers: config.points.map((one) => `${one.key}-point`) })[0];
      map.getCanvas().style.cursor = over ? "pointer" : "";
      map.getCanvas().title = over?.properties.name ?? "";
    });
  });
})();
