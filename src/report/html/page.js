// The page is whole without this: it only adds sorting to tables, a filter to the long ones, and folds the appendix on a
// narrow screen.
(() => {
  const value = (row, at) => {
    const cell = row.cells[at];
    const text = cell ? cell.dataset.sort ?? cell.firstChild?.textContent.trim() ?? "" : "";
    return { text, number: text === "" ? NaN : Number(text) };
  };
  const compare = (a, b) => {
    if (a.text === "" || b.text === "") return (a.text === "") - (b.text === "");
    if (!Number.isNaN(a.number) && !Number.isNaN(b.number)) return a.number - b.number;
    return a.text.localeCompare(b.text, document.documentElement.lang);
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    table.querySelectorAll("thead th").forEach((th, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...th.childNodes);
      th.append(button);
      button.addEventListener("click", () => {
        const down = th.getAttribute("aria-sort") === "ascending";
        table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
        th.setAttribute("aria-sort", down ? "descending" : "ascending");
        const sorted = [...body.rows].sort((a, b) => compare(value(a, at), value(b, at)));
        if (down) sorted.reverse();
        body.append(...sorted);
      });
    });
  }
  for (const table of document.querySelectorAll("table.filterable")) {
    const { filter, shown } = document.body.dataset;
    const frame = document.createElement("div");
    frame.className = "filter";
    const box = document.createElement("input");
    box.type = "search";
    box.placeholder = filter;
    box.setAttribute("aria-label", `${filter} ${table.caption.textContent.trim()}`);
    const count = document.createElement("span");
    count.setAttribute("role", "status");
    box.addEventListener("input", () => {
      const wanted = box.value.toLocaleLowerCase();
      const rows = [...table.tBodies[0].rows];
      for (const row of rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
      const left = rows.filter((row) => !row.hidden).length;
      count.textContent = wanted ? shown.replace("{0}", left).replace("{1}", rows.length) : "";
    });
    frame.append(box, count);
    table.before(frame);
  }
  if (matchMedia("(max-width: 46rem)").matches) {
    for (const section of document.querySelectorAll("#appendix > details")) section.open = false;
  }
  // A link into a folded section unfolds it.
  const unfold = () => {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    for (let e = target; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  if (location.hash) unfold();
})();
