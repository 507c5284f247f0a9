/* Keys and counts on top of pages that work without them: Ctrl K, J and K in a list, how many are picked. */
(function () {
  "use strict";
  var rows = [], at = -1;
  function typing(target) {
    return /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) || target.isContentEditable;
  }
  function step(by) {
    rows = document.querySelectorAll("table.rows tbody th a");
    if (!rows.length) { return; }
    at = Math.max(0, Math.min(rows.length - 1, at + by));
    rows[at].focus();
  }
  document.addEventListener("keydown", function (event) {
    var find = document.getElementById("find");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && find) {
      event.preventDefault();
      find.focus();
      find.select();
    } else if (event.key === "Escape") {
      document.querySelectorAll("details.pop[open], details.pick[open], details.who[open]").forEach(function (each) { each.open = false; });
    } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      if (event.key === "j") { step(1); }
      if (event.key === "k") { step(-1); }
      if (event.key === "x" && at >= 0 && rows[at]) {
        var box = rows[at].closest("tr").querySelector("input[name=pick]");
        if (box) { box.click(); }
      }
    }
  });
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.pop[open], details.pick[open], details.who[open]").forEach(function (each) {
      if (!each.contains(event.target)) { each.open = false; }
    });
  });
  document.addEventListener("change", function (event) {
    if (event.target.name !== "pick") { return; }
    var form = event.target.closest("form"), says = form.querySelector("[data-picked]");
    var count = form.querySelectorAll("input[name=pick]:checked").length;
    says.textContent = says.getAttribute("data-one").replace("0", String(count));
  });
})();
