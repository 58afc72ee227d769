// The page is whole without this: it only adds sorting to tables and a filter to the long ones.
(() => {
  const value = (row, at) => {
    const cell = row.cells[at];
    const text = cell ? cell.dataset.sort ?? cell.textContent.trim() : "";
    return { text, number: text === "" ? NaN : Number(text) };
  };
  const compare = (a, b) => {
    if (a.text === "" || b.text === "") return (a.text === "") - (b.text === "");
    if (!Number.isNaN(a.number) && !Number.isNaN(b.number)) return a.number - b.number;
    return a.text.localeCompare(b.text, document.documentElement.lang);
  };
  // A row and the remark that belongs under it move as one.
  const groups = (body) => [...body.rows].filter((row) => !row.classList.contains("remark"))
    .map((row) => (row.classList.contains("spoken") ? [row, row.nextElementSibling] : [row]));

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
        const sorted = groups(body).sort((a, b) => compare(value(a[0], at), value(b[0], at)));
        if (down) sorted.reverse();
        body.append(...sorted.flat());
      });
    });
  }
  for (const table of document.querySelectorAll("table.filterable")) {
    const box = document.createElement("input");
    box.type = "search";
    box.placeholder = document.body.dataset.filter;
    box.setAttribute("aria-label", `${document.body.dataset.filter} ${table.caption.textContent.trim()}`);
    box.addEventListener("input", () => {
      const wanted = box.value.toLocaleLowerCase();
      for (const group of groups(table.tBodies[0])) {
        const found = group.some((row) => row.textContent.toLocaleLowerCase().includes(wanted));
        for (const row of group) row.hidden = !found;
      }
    });
    table.before(box);
  }
})();
