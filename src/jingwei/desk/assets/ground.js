// The ground that both map pages stand on: an empty map with its buttons and Chinese words.
// Returns nothing where the browser cannot draw one; the box then shows what stands in it.
function groundMap(box, bounds, { sources = {}, layers = [], ...more } = {}) {
  let drawable = false;
  try {
    drawable = Boolean(window.maplibregl && document.createElement("canvas").getContext("webgl2"));
  } catch {
    drawable = false;
  }
  if (!drawable) {
    box.classList.add("no-map");
    return undefined;
  }
  maplibregl.setWorkerUrl(box.dataset.worker);
  box.replaceChildren();
  const map = new maplibregl.Map({
    container: box,
    style: { version: 8, sources, layers: [{ id: "ground", type: "background", paint: { "background-color": "#f4f2ec" } }, ...layers] },
    bounds,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    attributionControl: false,
    locale: { "NavigationControl.ZoomIn": "放大", "NavigationControl.ZoomOut": "缩小", "Map.Title": "地图", "ScaleControl.Meters": "米", "ScaleControl.Kilometers": "公里" },
    ...more,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ unit: "metric" }), "bottom-left");
  return map;
}
