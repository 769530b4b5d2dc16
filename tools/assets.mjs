// Compiles the page assets; called by build_assets.py, which decides whether it is needed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { transform } from "lightningcss";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const sources = join(root, "src", "jingwei");
const own = join(sources, "desk", "assets");
const built = join(sources, "static", "built");
const packages = join(root, "node_modules");
const CHROME_109 = { chrome: 109 << 16 };
const DESK = ["keys.js", "large.js", "confirm.js", "copy.js", "forms.js", "side.js"];

const read = (...parts) => readFileSync(join(...parts), "utf8");

function files(folder, wanted) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["built", "tests", "__pycache__"].includes(entry.name) ? [] : files(path, wanted);
    return wanted(relative(sources, path).replaceAll("\\", "/")) ? [path] : [];
  });
}

// Every word that stands in a template, a script or a part: a class that is not among them is used nowhere.
function wordsInUse() {
  const spoken = files(sources, (path) => path.endsWith(".html") || path.startsWith("desk/assets/") && path.endsWith(".js")
    || path.startsWith("core/ui/") && path.endsWith(".py"));
  return new Set(spoken.flatMap((path) => read(path).match(/[A-Za-z][\w-]*/g) ?? []));
}

function compile(name, css, unusedSymbols = []) {
  const { code, warnings } = transform({
    filename: name, code: Buffer.from(css), minify: true, targets: CHROME_109, unusedSymbols, errorRecovery: true,
  });
  for (const warning of warnings) console.warn(`${name}:${warning.loc?.line}: ${warning.message}`);
  return code.toString();
}

// Tabler without what no page uses: classes first, then again and again the variables nobody reads any more.
function styles() {
  const tabler = read(packages, "@tabler/core/dist/css/tabler.css")
    .replace(/\/\*#.*?\*\//g, "")
    .replace(/url\("?data:font[^)]*\)/g, "none");
  const ours = read(own, "jingwei.css");
  const words = wordsInUse();
  const classes = [...new Set((tabler.match(/\.[A-Za-z_][\w-]*/g) ?? []).map((found) => found.slice(1)))];
  const unused = classes.filter((found) => !words.has(found));
  let css = withoutDark(compile("tabler.css", tabler, unused));
  css = compile("jingwei.css", css + ours);
  for (;;) {
    const readers = new Set([...css.matchAll(/var\((--[\w-]+)/g)].map((match) => match[1]));
    const orphans = [...new Set([...css.matchAll(/(--[\w-]+):/g)].map((match) => match[1]))].filter((name) => !readers.has(name));
    const smaller = compile("jingwei.css", withoutDeclarations(css, new Set(orphans)));
    if (smaller.length >= css.length) return css;
    css = smaller;
  }
}

// There is one theme. Rules that need the dark one never match.
function withoutDark(css) {
  return transform({
    filename: "tabler.css", code: Buffer.from(css), minify: true, targets: CHROME_109,
    visitor: { Selector: (selector) => (JSON.stringify(selector).includes('"value":"dark"') ? [] : undefined) },
  }).code.toString();
}

function withoutDeclarations(css, names) {
  return transform({
    filename: "jingwei.css", code: Buffer.from(css), minify: true, targets: CHROME_109,
    visitor: { Declaration: { custom: (declaration) => (names.has(declaration.name) ? [] : undefined) } },
  }).code.toString();
}

function sprite() {
  const listed = read(own, "icons.txt").split("\n").map((line) => line.split("#")[0].trim());
  const names = [...new Set([...listed, ...(process.env.JINGWEI_ICONS ?? "").split(",")])].filter(Boolean).sort();
  const unknown = names.filter((name) => !existsSync(join(packages, "@tabler/icons/icons/outline", `${name}.svg`)));
  if (unknown.length > 0) throw new Error(`no such icon in Tabler outline: ${unknown.join(", ")}`);
  const symbols = names.map((name) => {
    const inner = read(packages, "@tabler/icons/icons/outline", `${name}.svg`).replace(/[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}${read(own, "shapes.svg").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/\s*\n\s*/g, "")}</svg>`;
}

// Of ECharts only what the boards draw with; charts.js beside it, so that a page with charts asks for one file.
function charts() {
  const options = { bundle: true, minify: true, write: false, format: "iife", target: "chrome109", legalComments: "none", logLevel: "warning" };
  const [bundle] = buildSync({ ...options, entryPoints: [join(own, "echarts.js")], absWorkingDir: root, nodePaths: [packages] }).outputFiles;
  return `${bundle.text}${read(own, "charts.js")}`;
}

const withoutMap = (script) => script.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");

function licences() {
  const taken = ["@tabler/icons", "echarts", "zrender", "htmx.org", "maplibre-gl"].map((name) => {
    const file = readdirSync(join(packages, name)).find((found) => /^licen[cs]e/i.test(found)) ?? "dist/LICENSE.txt";
    return `${name}\n\n${read(packages, name, file)}`;
  });
  const tabler = read(packages, "@tabler/core/dist/css/tabler.css").match(/\/\*![\s\S]*?\*\//)[0];
  return [`@tabler/core\n\n${tabler}`, ...taken].join("\n\n----\n\n");
}

function write(outputs) {
  mkdirSync(built, { recursive: true });
  const manifest = {};
  for (const [name, content] of Object.entries(outputs)) {
    const bytes = Buffer.from(content);
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
    const dot = name.lastIndexOf(".");
    const file = `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
    manifest[name] = file;
    const forms = { [file]: bytes, [`${file}.gz`]: gzipSync(bytes, { level: 9 }), [`${file}.br`]: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }) };
    for (const [path, data] of Object.entries(forms)) {
      writeFileSync(join(built, `${path}.part`), data);
      renameSync(join(built, `${path}.part`), join(built, path));
    }
  }
  writeFileSync(join(built, "manifest.json.part"), JSON.stringify(manifest, null, 1));
  renameSync(join(built, "manifest.json.part"), join(built, "manifest.json"));
}

const scripts = Object.fromEntries(["report.js", "print.js", "picture.js", "wall.js"].map((name) => [name, read(own, name)]));
for (const name of ["map.js", "draw.js"]) scripts[name] = `${read(own, "ground.js")}${read(own, name)}`;
write({
  "jingwei.css": styles(),
  "landscape.css": compile("landscape.css", read(own, "landscape.css")),
  "desk.js": DESK.map((name) => read(own, name)).join("\n"),
  ...scripts,
  "charts.js": charts(),
  "icons.svg": sprite(),
  "mark.svg": read(own, "mark.svg"),
  "htmx.js": withoutMap(read(packages, "htmx.org/dist/htmx.min.js")),
  "maplibre.js": withoutMap(read(packages, "maplibre-gl/dist/maplibre-gl-csp.js")),
  "maplibre-worker.js": withoutMap(read(packages, "maplibre-gl/dist/maplibre-gl-csp-worker.js")),
  "maplibre.css": compile("maplibre.css", read(packages, "maplibre-gl/dist/maplibre-gl.css")),
  "licences.txt": licences(),
});
