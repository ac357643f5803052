"use strict";
(() => {
  const sheets = [...document.querySelectorAll(".sheet")];
  const box = document.getElementById("search");
  const matches = document.getElementById("matches");
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // Folding: whatever a link leads to is opened, with all that it stands in.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.hidden = false;
      fold.open = true;
    }
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);

  // Searching: the sheets in which every word stands; or those that a figure counts.
  const show = (wanted) => {
    let shown = 0;
    for (const sheet of sheets) shown += !(sheet.hidden = !wanted(sheet));
    matches.textContent = shown < sheets.length ? matches.dataset.pattern.replace("{count}", shown) : "";
  };
  const counted = (figure) => {
    const marks = figure.only.split(" ");
    const [day, after, until] = (figure.period || "").split(" ");
    const marked = (sheet) => marks.every((mark) => mark.startsWith("-") !== sheet.classList.contains(mark.replace("-", "")));
    const inTime = (date) => date !== undefined && date >= after && date <= until;
    return (sheet) => marked(sheet) && (!day || inTime(sheet.dataset[day]));
  };
  if (box) {
    box.parentElement.hidden = false;
    const texts = new Map();
    const text = (part) => texts.get(part) || texts.set(part, plain(part.textContent)).get(part);
    box.addEventListener("input", () => {
      const words = plain(box.value).split(/\s+/).filter(Boolean);
      const holds = (part) => words.every((word) => text(part).includes(word));
      // Names and firms first; where they hold nothing of it, all that is written.
      const named = sheets.some((sheet) => holds(sheet.firstElementChild));
      show((sheet) => holds(named ? sheet.firstElementChild : sheet));
    });
    const everybody = document.getElementById("everybody");
    if (everybody) everybody.addEventListener("click", () => { box.value = ""; show(() => true); });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-only]");
      if (link) show(counted(link.dataset));
    });
  }

  // Whoever is pointed at on the ring of names: the lines that end there are lit.
  const lines = [...document.querySelectorAll("path[data-ends]")];
  const light = (event) => {
    const name = event.target.closest && event.target.closest(".ring-of-names a[data-end]");
    for (const line of lines) line.classList.toggle("lit", !!name && line.dataset.ends.split(" ").includes(name.dataset.end));
  };
  if (lines.length) for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, light);

  // Tooltips: what a mark says when pointed at, also for a finger and for the keyboard.
  let tip;
  const hide = () => { if (tip) tip.remove(); tip = undefined; };
  const tell = (event) => {
    const mark = event.target.closest && event.target.closest("svg a");
    hide();
    const title = mark && mark.querySelector("title");
    if (!title) return;
    tip = document.createElement("div");
    tip.className = "tip";
    tip.textContent = title.textContent;
    document.body.append(tip);
    const place = mark.getBoundingClientRect();
    const left = Math.min(place.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(8, left) + scrollX}px`;
    tip.style.top = `${place.bottom + scrollY + 6}px`;
  };
  for (const kind of ["focusin", "pointerdown"]) document.addEventListener(kind, tell);
  for (const kind of ["focusout", "scroll"]) document.addEventListener(kind, hide);
  addEventListener("beforeprint", hide);
  unfold();
})();
