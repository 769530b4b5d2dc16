// A board as one picture for a chat: drawn here, from the numbers that may leave the office.
(() => {
  const image = document.querySelector("[data-picture]");
  if (!image) return;
  const data = JSON.parse(document.getElementById(image.dataset.picture).textContent);
  const WIDTH = 750;
  const EDGE = 28;
  const ROOM = WIDTH - EDGE * 2;
  const SCALE = 2;
  const INK = "#22303a";
  const NOTE = "#4a5560";
  const FONT = '"Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif';
  const measure = document.createElement("canvas").getContext("2d");
  const steps = [];
  let y = EDGE;

  const font = (size, bold) => `${bold ? 600 : 400} ${size}px ${FONT}`;
  const fits = (text, size, bold, width) => {
    measure.font = font(size, bold);
    return measure.measureText(text).width <= width;
  };

  function wrapped(text, size, bold, width) {
    return text.split("\n").flatMap((line) => {
      const out = [""];
      for (const sign of line) {
        const last = out[out.length - 1];
        const open = last.lastIndexOf("（");
        if (fits(last + sign, size, bold, width)) out[out.length - 1] += sign;
        else if (open > 0 && last.length - open < 8) out.splice(-1, 1, last.slice(0, open), last.slice(open) + sign);
        else out.push(sign);
      }
      return out;
    });
  }

  function words(text, { size = 15, bold = false, colour = INK, x = EDGE, width = ROOM, align = "left", top = y } = {}) {
    const lines = wrapped(text, size, bold, width);
    lines.forEach((line, at) => steps.push((pen) => {
      pen.font = font(size, bold);
      pen.fillStyle = colour;
      pen.textAlign = align;
      pen.textBaseline = "top";
      pen.fillText(line, align === "right" ? x + width : align === "center" ? x + width / 2 : x, top + at * size * 1.45);
    }));
    return lines.length * size * 1.45;
  }

  function box(x, top, width, height, fill, line) {
    steps.push((pen) => {
      if (fill) pen.fillStyle = fill, pen.fillRect(x, top, width, height);
      if (line) pen.strokeStyle = line, pen.lineWidth = 1, pen.strokeRect(x + 0.5, top + 0.5, width - 1, height - 1);
    });
  }

  function figures(list) {
    const columns = list.length === 1 ? 1 : list.length === 2 ? 2 : 3;
    const width = (ROOM - (columns - 1) * 10) / columns;
    for (let at = 0; at < list.length; at += columns) {
      const row = list.slice(at, at + columns);
      const height = Math.max(...row.map(([label, , , note]) => 56 + wrapped(label, 14, false, width - 24).length * 20 + (note ? wrapped(note, 12, false, width - 24).length * 18 : 0)));
      row.forEach(([label, value, unit, note], column) => {
        const x = EDGE + column * (width + 10);
        box(x, y, width, height, "#ffffff", "#d9d5ca");
        const told = words(label, { size: 14, colour: NOTE, x: x + 12, width: width - 24, top: y + 10 });
        words(value + (unit ? ` ${unit}` : ""), { size: 22, bold: true, x: x + 12, width: width - 24, top: y + 12 + told });
        if (note) words(note, { size: 12, colour: NOTE, x: x + 12, width: width - 24, top: y + 48 + told });
      });
      y += height + 10;
    }
  }

  function table({ heads, rows, unit }) {
    const first = Math.min(ROOM * 0.34, Math.max(120, ROOM - (heads.length - 1) * 130));
    const rest = (ROOM - first) / Math.max(1, heads.length - 1);
    const line = (cells, bold, fill) => {
      const height = Math.max(...cells.map((cell, at) => wrapped(cell, 14, bold, (at ? rest : first) - 16).length)) * 20.3 + 12;
      if (fill) box(EDGE, y, ROOM, height, fill);
      box(EDGE, y + height - 1, ROOM, 1, "#d9d5ca");
      cells.forEach((cell, at) => words(cell, { size: 14, bold, x: at ? EDGE + first + (at - 1) * rest + 8 : EDGE + 8, width: (at ? rest : first) - 16, align: at ? "right" : "left", top: y + 7 }));
      y += height;
    };
    line(heads.map((head, at) => (at && unit && heads.length === 2 ? `${head}（${unit}）` : head)), true, "#eceae3");
    rows.forEach((row) => line(row, false, ""));
    y += 8;
  }

  function chart(config) {
    const top = y;
    const holder = document.createElement("div");
    const drawn = window.jingweiChart(holder, config, ROOM, 300);
    const canvas = drawn.renderToCanvas ? drawn.renderToCanvas({ backgroundColor: "#ffffff", pixelRatio: SCALE }) : holder.querySelector("canvas");
    steps.push((pen) => pen.drawImage(canvas, EDGE, top, ROOM, 300));
    y += 308;
  }

  async function map(svg, legend) {
    const drawing = new Image();
    drawing.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await drawing.decode();
    const height = (drawing.naturalHeight / drawing.naturalWidth) * ROOM;
    const top = y;
    steps.push((pen) => pen.drawImage(drawing, EDGE, top, ROOM, height));
    y += height + 8;
    for (const [colour, text] of legend) {
      const at = y;
      steps.push((pen) => {
        pen.fillStyle = colour === "none" ? "#ffffff" : colour;
        pen.fillRect(EDGE, at + 3, 22, 14);
        pen.strokeStyle = "#8a857a";
        pen.lineWidth = 1;
        pen.strokeRect(EDGE + 0.5, at + 3.5, 22, 14);
        if (colour === "none") pen.beginPath(), pen.moveTo(EDGE + 3, at + 17), pen.lineTo(EDGE + 13, at + 3), pen.moveTo(EDGE + 11, at + 17), pen.lineTo(EDGE + 21, at + 3), pen.stroke();
      });
      y += words(text, { size: 14, x: EDGE + 32, width: ROOM - 32 }) + 3;
    }
    y += 6;
  }

  async function draw() {
    y += words(data.title, { size: 26, bold: true, align: "center" }) + 4;
    y += words(data.subtitle, { size: 15, colour: NOTE, align: "center" }) + 14;
    for (const block of data.blocks) {
      y += 8;
      y += words(block.title, { size: 18, bold: true, colour: "#0d3a56" });
      if (block.note) y += words(block.note, { size: 13, colour: NOTE });
      y += 6;
      if (block.text) y += words(block.text) + 6;
      if (block.figures) figures(block.figures);
      if (block.chart) chart(block.chart);
      if (block.svg) await map(block.svg, block.legend);
      if (block.heads) table(block);
    }
    box(EDGE, y + 6, ROOM, 1, "#d9d5ca");
    y += 16;
    for (const line of data.foot) y += words(line, { size: 12, colour: NOTE }) + 2;
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH * SCALE;
    canvas.height = Math.ceil(y + EDGE) * SCALE;
    const pen = canvas.getContext("2d");
    pen.scale(SCALE, SCALE);
    pen.fillStyle = "#faf9f5";
    pen.fillRect(0, 0, WIDTH, y + EDGE);
    for (const step of steps) step(pen);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    image.src = URL.createObjectURL(blob);
    image.hidden = false;
    const save = document.getElementById("picture-save");
    save.href = image.src;
    save.hidden = false;
    document.getElementById("picture-wait").textContent = "手机上可长按图片保存或转发。";
  }

  draw().catch(() => { document.getElementById("picture-wait").textContent = "这台电脑的浏览器画不出图片，请用文字。"; });
})();
