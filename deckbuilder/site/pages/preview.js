"use strict";
// Shows the cards in their frames, and the filters and switches. What is chosen stands in the
// address behind #, so that it can be linked to and outlives a reload; day or night is kept for all
// pages, where the browser lets a page keep anything.
const root = document.documentElement;
const kept = (area, key) => {
  try { return window[area].getItem(key); } catch { return null; }
};
const keep = (area, key, value) => {
  try { window[area].setItem(key, value); } catch { /* then each page begins anew */ }
};
root.classList.toggle("night", kept("localStorage", "light") === "night");
const form = document.getElementById("controls");
const box = document.getElementById("cards");
if (form && box) {
  const notes = [...box.querySelectorAll(".note")];
  const keys = ["deck", "tag", "level", "kind", "state"].filter((key) => form.elements[key]);
  const fields = [...keys, "text", "light", "width"];
  const defaults = { light: "day", width: "full" };

  const isNight = () => form.elements.light.value === "night";

  const dress = (frame) => {
    const page = frame.contentDocument;
    if (!page || !page.body) return;
    page.documentElement.className = isNight() ? "night-mode" : "";
    page.body.className = frame.dataset.class + (isNight() ? " nightMode night_mode" : "");
  };
  const fit = (frame) => {
    const page = frame.contentDocument;
    if (page && page.body) frame.style.height = `${page.documentElement.offsetHeight + 2}px`;
  };
  const sizes = new ResizeObserver((entries) => {
    for (const entry of entries) {
      const view = entry.target.ownerDocument.defaultView;
      if (view && view.frameElement) fit(view.frameElement);
    }
  });
  // A frame is made when it comes near: hundreds of them at once would take seconds.
  const fill = (place) => {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
    frame.title = place.dataset.title;
    frame.dataset.class = place.dataset.class;
    frame.addEventListener("load", () => {
      dress(frame);
      fit(frame);
      frame.dataset.shown = "";
      if (frame.contentDocument && frame.contentDocument.body) sizes.observe(frame.contentDocument.body);
    });
    frame.srcdoc = `<!doctype html><html lang="${root.lang}"><meta charset="utf-8"><title>Card</title><base target="_blank"><style>${box.dataset.style}</style><body><div id="qa">${place.dataset.html}</div>`;
    place.replaceChildren(frame);
  };
  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries.filter((each) => each.isIntersecting)) {
        near.unobserve(entry.target);
        fill(entry.target);
      }
    },
    { rootMargin: "800px" },
  );
  box.querySelectorAll(".frame").forEach((place) => near.observe(place));

  const apply = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    let cards = 0;
    for (const note of notes) {
      const fits = keys.every((key) => {
        const wanted = form.elements[key].value;
        return !wanted || note.dataset[key].split(" ").includes(wanted);
      });
      note.hidden = !(fits && words.every((word) => note.dataset.text.includes(word)));
      if (!note.hidden) {
        shown += 1;
        cards += Number(note.dataset.cards);
      }
    }
    document.getElementById("shown").textContent = `${shown} of ${notes.length} notes, ${cards} cards`;
    const width = form.elements.width.value;
    root.classList.toggle("night", form.elements.light.value === "night");
    root.classList.toggle("narrow", width !== "full");
    root.style.setProperty("--frame", width === "full" ? "100%" : `${width}px`);
    box.querySelectorAll("iframe").forEach(dress);
  };
  const remember = () => {
    const chosen = new URLSearchParams();
    for (const key of fields) {
      const value = form.elements[key].value;
      if (value && value !== defaults[key]) chosen.set(key, value);
    }
    keep("localStorage", "light", form.elements.light.value);
    keep("sessionStorage", "chosen", chosen);
    return chosen;
  };
  const clear = () => {
    for (const key of [...keys, "text"]) form.elements[key].value = "";
    apply();
  };
  // An address leads to a note, which leaves the choice as it is if it can, or it is a choice.
  const recall = () => {
    const place = location.hash.slice(1);
    const target = box.querySelector(`[id="${CSS.escape(place)}"].note`);
    const chosen = new URLSearchParams(
      target || place === "main" ? kept("sessionStorage", "chosen") || "" : place,
    );
    for (const key of fields) {
      const isSwitch = key in defaults;
      if (!isSwitch || chosen.has(key)) form.elements[key].value = chosen.get(key) || "";
    }
    apply();
    if (target && target.hidden) clear();
    remember();
    if (target) target.scrollIntoView();
    else if (["deck", "tag", "state"].some((key) => chosen.has(key))) form.scrollIntoView();
  };
  const write = () => history.replaceState(null, "", `#${remember()}`);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { apply(); write(); });
  document.getElementById("all").addEventListener("click", () => {
    clear();
    write();
  });
  window.addEventListener("hashchange", recall);
  if (kept("localStorage", "light") === "night") form.elements.light.value = "night";
  recall();
}
