/* Tables of indicators and comparisons, with the unit of every column that has one. */
"use strict";

State.follow(["language"], () => {
  const drawn = REVIEW.tables.map((table) => {
    const side = (column) => (column.number ? { class: "number-column" } : {});
    const heads = table.columns.map((column) => element("th", { scope: "col", ...side(column) }, told(column.title),
      column.unit ? element("span", { class: "unit" }, column.unit) : ""));
    const rows = table.rows.map((row) => element("tr", {}, ...row.map((cell, place) =>
      element(place ? "td" : "th", place ? side(table.columns[place]) : { scope: "row" }, told(cell)))));
    return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": told(table.title) },
      element("table", {}, element("caption", {}, told(table.title)),
        element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows)));
  });
  byId("tables").hidden = !drawn.length;
  byId("tables").replaceChildren(element("h2", { id: "tables-title" }, word("tables")), ...drawn);
});
