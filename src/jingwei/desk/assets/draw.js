// Redrawing grids: what is drawn on the map goes into the form's own fields, and what is typed there onto the map.
(() => {
  const box = document.getElementById("draw-map");
  const form = document.getElementById("draw-form");
  const status = document.getElementById("draw-status");
  if (!box || !form) return;
  const config = JSON.parse(document.getElementById(box.dataset.config).textContent);
  const text = form.elements.points;
  const empty = { type: "FeatureCollection", features: [] };
  const past = [];
  let areas = [];
  let corners = [];
  let points = read();
  let picked = -1;

  const map = groundMap(box, config.bounds, { fitBoundsOptions: { padding: 36 }, maxZoom: 20, doubleClickZoom: false });
  if (!map) return;

  const mode = () => form.elements.do.value;
  const find = (code) => areas.find((one) => one.properties.code === code);

  function read() {
    const rows = text.value.split("\n").map((line) => line.trim()).filter(Boolean);
    const found = rows.map((line) => line.split(/[,，;；\s]+/).map(Number));
    return found.filter((pair) => pair.length === 2 && pair.every(Number.isFinite));
  }

  function write(next, remember = true) {
    if (remember) past.push(points);
    points = next;
    text.value = points.map(([lon, lat]) => `${lon.toFixed(7)},${lat.toFixed(7)}`).join("\n");
    show();
  }

  // The outer border of an area's largest part, without the repeated last point.
  function ringOf(area) {
    const parts = area.geometry.type === "Polygon" ? [area.geometry.coordinates] : area.geometry.coordinates;
    const rings = parts.map((part) => part[0]).sort((a, b) => size(b) - size(a));
    return rings[0].slice(0, -1);
  }

  const size = (ring) => Math.abs(ring.reduce((sum, [x, y], at) => sum + x * ring[(at + 1) % ring.length][1] - ring[(at + 1) % ring.length][0] * y, 0));

  const feature = (type, coordinates, properties = {}) => ({ type: "Feature", geometry: { type, coordinates }, properties });
  const collect = (features) => ({ type: "FeatureCollection", features });

  function show() {
    if (!map.getSource("drawn")) return;
    const ring = mode() === "redraw";
    const closed = ring && points.length > 2 ? [...points, points[0]] : points;
    map.getSource("drawn").setData(closed.length > 1 ? feature("LineString", closed) : empty);
    map.getSource("corners").setData(collect(mode() === "join" ? [] : points.map((at, index) => feature("Point", at, { index, picked: index === picked }))));
    const middles = mode() === "join" ? [] : closed.slice(1).map((at, index) => feature("Point", [(at[0] + closed[index][0]) / 2, (at[1] + closed[index][1]) / 2], { index }));
    map.getSource("middles").setData(collect(middles));
    const chosen = [form.elements.place.value, mode() === "join" ? form.elements.with.value : ""].map(find).filter(Boolean);
    map.getSource("chosen").setData(collect(chosen));
    for (const [name, shown] of [["undo", past.length > 0], ["drop", picked >= 0], ["clear", points.length > 0]]) {
      form.querySelector(`[data-draw=${name}]`).hidden = !shown || mode() === "join";
    }
    tell();
  }

  function tell() {
    const place = find(form.elements.place.value)?.properties.name;
    const other = find(form.elements.with.value)?.properties.name;
    if (!place) status.textContent = "先在图上点一个区划，或在旁边选。";
    else if (mode() === "split") status.textContent = points.length < 2 ? `拆分“${place}”：从边界外点起，依次点出分界线，最后一点落在另一边的边界上或边界外。靠近边界时自动贴上。` : `分界线已有${points.length}个点，可以拖动；画好后按“算一算”。`;
    else if (mode() === "join") status.textContent = other ? `“${other}”将并入“${place}”，按“算一算”。` : `再点与“${place}”相邻、要并进来的一个。`;
    else status.textContent = `“${place}”的边界有${points.length}个点：拖动圆点移动，拖动小点加点；靠近相邻边界时自动贴上。让出的地归相邻的，占进的从相邻的划入。`;
  }

  // The nearest corner of another area within 10 pixels of a spot, else the nearest spot on a border within 8.
  function snapped(spot, own) {
    const at = map.project(spot);
    const near = (pixel, reach) => {
      const [a, b] = [map.unproject([pixel.x - reach, pixel.y + reach]), map.unproject([pixel.x + reach, pixel.y - reach])];
      return ([lon, lat]) => lon >= a.lng && lon <= b.lng && lat >= a.lat && lat <= b.lat;
    };
    const inside = near(at, 10);
    let best = null;
    let least = 10;
    for (const { code, ring } of corners) {
      if (code === own) continue;
      for (const corner of ring) {
        if (!inside(corner)) continue;
        const away = map.project(corner).dist(at);
        if (away < least) [best, least] = [corner, away];
      }
    }
    if (best) return best;
    least = 8;
    for (const { code, ring, west, south, east, north } of corners) {
      if (code === own || spot.lng < west - 0.001 || spot.lng > east + 0.001 || spot.lat < south - 0.001 || spot.lat > north + 0.001) continue;
      for (let index = 1; index < ring.length; index += 1) {
        const [a, b] = [map.project(ring[index - 1]), map.project(ring[index])];
        const along = b.sub(a);
        const length = along.x ** 2 + along.y ** 2;
        if (!length) continue;
        const share = Math.min(1, Math.max(0, ((at.x - a.x) * along.x + (at.y - a.y) * along.y) / length));
        const away = a.add(along.mult(share)).dist(at);
        if (away < least) {
          const [from, to] = [ring[index - 1], ring[index]];
          [best, least] = [[from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share], away];
        }
      }
    }
    return best ?? [spot.lng, spot.lat];
  }

  const ownCode = () => (mode() === "redraw" ? form.elements.place.value : "");

  function choose(code) {
    form.elements.place.value = code;
    // What was drawn on another area is not what "undo" goes back to.
    past.length = 0;
    picked = -1;
    if (mode() === "redraw" && find(code)) write(ringOf(find(code)), false);
    else show();
  }

  function areaAt(point) {
    return map.queryRenderedFeatures(point, { layers: ["changed-area", "areas-area"] }).map((one) => one.properties.code).find((code) => code !== config.fixed && find(code));
  }

  // A finger covers more than a mouse points at.
  function handleAt(point, near = 9) {
    const reach = [[point.x - near, point.y - near], [point.x + near, point.y + near]];
    const hits = map.queryRenderedFeatures(reach, { layers: ["corners-dot", "middles-dot"] });
    return hits.find((one) => one.layer.id === "corners-dot") ?? hits[0];
  }

  function press(event) {
    if (mode() === "join" || event.originalEvent.button > 0) return;
    const touched = event.type === "touchstart";
    if (touched && event.points.length > 1) return;
    const handle = handleAt(event.point, touched ? 18 : 9);
    if (!handle) return;
    event.preventDefault();
    past.push(points);
    const index = handle.properties.index;
    if (handle.layer.id === "middles-dot") points = [...points.slice(0, index + 1), handle.geometry.coordinates, ...points.slice(index + 1)];
    picked = handle.layer.id === "middles-dot" ? index + 1 : index;
    const moved = (move) => write(points.map((at, number) => (number === picked ? snapped(move.lngLat, ownCode()) : at)), false);
    const [moves, ...ends] = touched ? ["touchmove", "touchend", "touchcancel"] : ["mousemove", "mouseup"];
    const ended = () => {
      map.off(moves, moved);
      for (const end of ends) map.off(end, ended);
    };
    map.on(moves, moved);
    for (const end of ends) map.on(end, ended);
    show();
  }

  function layers() {
    for (const id of ["areas", "changed", "chosen", "drawn", "middles", "corners", "spots", "names"]) map.addSource(id, { type: "geojson", data: empty });
    const add = (id, type, source, paint, layout = {}) => map.addLayer({ id, type, source, paint, layout });
    add("areas-area", "fill", "areas", { "fill-color": "#12618f", "fill-opacity": 0.04 });
    add("chosen-area", "fill", "chosen", { "fill-color": "#12618f", "fill-opacity": 0.22 });
    add("areas-line", "line", "areas", { "line-color": "#12618f", "line-width": 1.4 });
    add("changed-area", "fill", "changed", { "fill-color": "#8a5a00", "fill-opacity": 0.12 });
    add("changed-line", "line", "changed", { "line-color": "#8a5a00", "line-width": 3, "line-dasharray": [2, 1.2] });
    add("drawn-line", "line", "drawn", { "line-color": "#b3261e", "line-width": 3 });
    add("middles-dot", "circle", "middles", { "circle-radius": 4, "circle-color": "#ffffff", "circle-stroke-color": "#b3261e", "circle-stroke-width": 1.5 });
    add("corners-dot", "circle", "corners", { "circle-radius": ["case", ["get", "picked"], 9, 6], "circle-color": "#b3261e", "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 });
    const words = { "text-font": ["sans-serif"], "text-size": 13 };
    add("names-name", "symbol", "names", { "text-color": "#0d3a56", "text-halo-color": "#ffffff", "text-halo-width": 2 }, { ...words, "text-field": ["get", "name"] });
    add("spots-dot", "circle", "spots", { "circle-radius": 11, "circle-color": "#ffffff", "circle-stroke-color": "#b3261e", "circle-stroke-width": 3 });
    add("spots-mark", "symbol", "spots", { "text-color": "#b3261e" }, { ...words, "text-size": 16, "text-field": "!", "text-allow-overlap": true });
  }

  async function load() {
    const answer = await fetch(config.areas);
    if (!answer.ok) {
      status.textContent = "现有边界没有取到，请刷新本页再试；旁边的表照样能填。";
      return;
    }
    const base = await answer.json();
    const changed = new Set([...config.changed.features.map((one) => one.properties.code), ...config.ended]);
    areas = [...base.features.filter((one) => !changed.has(one.properties.code)), ...config.changed.features];
    corners = areas.flatMap((area) => {
      const parts = area.geometry.type === "Polygon" ? [area.geometry.coordinates] : area.geometry.coordinates;
      return parts.flat().map((ring) => {
        const [lons, lats] = [ring.map((at) => at[0]), ring.map((at) => at[1])];
        return { code: area.properties.code, ring, west: Math.min(...lons), east: Math.max(...lons), south: Math.min(...lats), north: Math.max(...lats) };
      });
    });
    map.getSource("areas").setData(base);
    map.getSource("changed").setData(config.changed);
    map.getSource("spots").setData(collect(config.spots.map((one) => feature("Point", one.at))));
    map.getSource("names").setData(collect(areas.map((one) => feature("Point", one.properties.at, { name: one.properties.name }))));
    if (mode() === "redraw" && form.elements.place.value && !points.length) choose(form.elements.place.value);
    else show();
  }

  map.on("load", () => {
    layers();
    load();
    map.on("mousedown", press);
    map.on("touchstart", press);
    map.on("click", (event) => {
      if (handleAt(event.point) && mode() !== "join") return;
      const code = areaAt(event.point);
      const place = form.elements.place.value;
      if (!place || (mode() === "redraw" && !past.length)) choose(code ?? place);
      else if (mode() === "split") {
        picked = -1;
        write([...points, snapped(event.lngLat, "")]);
      } else if (mode() === "join" && code && code !== place) {
        form.elements.with.value = code;
        show();
      }
    });
    map.on("mousemove", (event) => {
      const handle = mode() !== "join" && handleAt(event.point);
      map.getCanvas().style.cursor = handle ? "move" : mode() === "split" && form.elements.place.value ? "crosshair" : "pointer";
    });
  });

  text.addEventListener("input", () => {
    points = read();
    picked = -1;
    show();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "do") {
      past.length = 0;
      points = [];
      text.value = "";
      choose(form.elements.place.value);
    } else if (event.target.name === "place") {
      choose(event.target.value);
      const area = find(event.target.value);
      if (area) map.fitBounds(ringOf(area).reduce((bounds, at) => bounds.extend(at), new maplibregl.LngLatBounds()), { padding: 80 });
    } else if (event.target.name === "with") show();
  });
  form.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-draw]")?.dataset.draw;
    if (!tool) return;
    if (tool === "ring" && find(form.elements.place.value)) {
      event.preventDefault();
      write(ringOf(find(form.elements.place.value)));
    } else if (tool === "undo" && past.length) {
      picked = -1;
      write(past.pop(), false);
    } else if (tool === "drop" && picked >= 0) {
      const left = points.filter((_, index) => index !== picked);
      picked = -1;
      write(left);
    } else if (tool === "clear") {
      picked = -1;
      write([]);
    }
  });
})();
