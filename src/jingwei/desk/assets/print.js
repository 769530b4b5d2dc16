// A4: puts rows on sheets by their real height, repeats title and head, and numbers the sheets 第 页 共 页.
// Browsers before Chromium 131 cannot number printed pages by themselves.
(() => {
  const SPARE = 14; // the margin under a table, in pixels, and what rounding takes
  const source = document.querySelector("[data-paper]");
  // On a narrow screen a sheet keeps its width, and is moved by finger or keys.
  document.querySelector("main")?.setAttribute("tabindex", "0");

  function sheet() {
    const page = document.createElement("section");
    page.className = "paper sheet-a4";
    page.innerHTML = '<div class="paper-content"></div><p class="paper-number"></p>';
    source.before(page);
    return page.firstElementChild;
  }

  // Columns keep their width from sheet to sheet.
  function settle(table) {
    const widths = [...table.tHead.rows[0].cells].map((cell) => cell.getBoundingClientRect().width);
    [...table.tHead.rows[0].cells].forEach((cell, index) => { cell.style.width = `${widths[index]}px`; });
    table.style.tableLayout = "fixed";
  }

  function lay() {
    source.querySelectorAll("table.paper-table").forEach(settle);
    const heights = new Map([...source.querySelectorAll("tbody > tr, thead")].map((row) => [row, row.getBoundingClientRect().height]));
    let room = sheet();
    const full = () => room.scrollHeight > room.clientHeight;
    for (const block of [...source.children]) {
      room.append(block);
      if (!full()) continue;
      const tables = block.matches("table") ? [block] : [...block.querySelectorAll("table.paper-table")];
      if (tables.length === 0 || block.matches("table") === false) {
        if (room.childElementCount > 1) {
          room = sheet();
          room.append(block);
        }
        if (!full() || tables.length === 0) continue;
      }
      for (const table of tables) {
        let rows = [...table.tBodies[0].rows];
        let part = table;
        const [whole, head] = [room.clientHeight, heights.get(table.tHead)];
        table.tBodies[0].replaceChildren();
        while (rows.length > 0) {
          // By the heights of before: asking the page after every sheet would lay it out a hundred times.
          let left = (part === table ? room.getBoundingClientRect().bottom - part.getBoundingClientRect().bottom : whole - head) - SPARE;
          let count = 0;
          while (count < rows.length && (count === 0 || heights.get(rows[count]) <= left)) left -= heights.get(rows[count++]);
          part.tBodies[0].append(...rows.slice(0, count));
          rows = rows.slice(count);
          if (rows.length === 0) break;
          room = sheet();
          part = part.cloneNode(true);
          part.tBodies[0].replaceChildren();
          part.querySelector("caption")?.remove();
          room.append(part);
        }
      }
    }
    source.remove();
    const sheets = [...document.querySelectorAll(".sheet-a4")];
    sheets.forEach((page, index) => { page.lastElementChild.textContent = `第 ${index + 1} 页 共 ${sheets.length} 页`; });
    document.body.classList.add("laid");
  }

  if (source) (document.fonts?.ready ?? Promise.resolve()).then(lay);
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
})();
