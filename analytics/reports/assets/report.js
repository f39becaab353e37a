"use strict";
// What marks say when somebody points at them or walks through them with the arrow keys, and tables that sort by a column.
(() => {
  const tip = document.getElementById("tip");
  let here = null;

  const show = (mark) => {
    if (here) here.classList.remove("here");
    here = mark;
    if (!mark) { tip.textContent = ""; return; }
    mark.classList.add("here");
    tip.textContent = mark.dataset.tip;
    place(mark);
  };

  const place = (mark) => {
    const at = mark.getBoundingClientRect(), size = tip.getBoundingClientRect();
    const middle = at.left + at.width / 2 - size.width / 2, above = at.top - size.height - 8;
    tip.style.left = `${Math.max(6, Math.min(middle, innerWidth - size.width - 6))}px`;
    tip.style.top = `${above > 6 ? above : Math.min(at.bottom + 8, innerHeight - size.height - 6)}px`;
  };

  const walk = (chart, key) => {
    const marks = [...chart.querySelectorAll("[data-tip]")], at = marks.indexOf(here);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 }[key];
    if (to === undefined || !marks.length) return false;
    const next = marks[(to + marks.length) % marks.length];
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
    show(next);
    return true;
  };

  for (const chart of document.querySelectorAll(".chart")) {
    chart.addEventListener("pointerover", (event) => show(event.target.closest("[data-tip]")));
    chart.addEventListener("pointerleave", () => show(null));
    chart.addEventListener("blur", () => show(null));
    chart.addEventListener("keydown", (event) => {
      if (event.key === "Escape") show(null);
      else if (walk(chart, event.key)) event.preventDefault();
    });
  }
  addEventListener("scroll", () => { if (here) place(here); }, { passive: true, capture: true });

  const value = (row, at) => {
    const cell = row.cells[at];
    if (cell.textContent === "–" || cell.textContent === "") return null;
    return cell.dataset.sort === undefined ? cell.textContent : Number(cell.dataset.sort);
  };
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));

  const sort = (table, at, header) => {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const each of header.parentNode.cells) each.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows].sort((one, other) => {
      const a = value(one, at), b = value(other, at);
      if (a === null || b === null) return (a === null) - (b === null);
      return down ? compare(b, a) : compare(a, b);
    });
    table.tBodies[0].append(...rows);
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((header, at) => {
      // Not an element of its own kind: Chromium leaves buttons out of the head that it repeats on each page of paper.
      const button = document.createElement("span");
      button.setAttribute("role", "button");
      button.tabIndex = 0;
      button.textContent = header.textContent;
      header.replaceChildren(button);
      button.addEventListener("click", () => sort(table, at, header));
      button.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        sort(table, at, header);
      });
    });
  }
})();
