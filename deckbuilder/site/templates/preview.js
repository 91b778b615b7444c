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
const asked = new URLSearchParams(location.hash.slice(1)).get("light");
root.classList.toggle("night", (asked || kept("localStorage", "light")) === "night");
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
  const recall = (scrolls) => {
    const place = location.hash.slice(1);
    const target = place && box.querySelector(`[id="${CSS.escape(place)}"].note`);
    const last = new URLSearchParams(kept("sessionStorage", "chosen") || "");
    const chosen = target || !place || place === "main" ? last : new URLSearchParams(place);
    for (const key of [...keys, "text"]) form.elements[key].value = chosen.get(key) || "";
    form.elements.light.value = chosen.get("light") || kept("localStorage", "light") || defaults.light;
    form.elements.width.value = chosen.get("width") || last.get("width") || defaults.width;
    apply();
    if (target && target.hidden) clear();
    remember();
    if (!scrolls) return;
    if (target) target.scrollIntoView();
    else if (["deck", "tag", "state"].some((key) => chosen.has(key))) form.scrollIntoView();
  };
  // What is in view stays there over a new build and a step back, while the cards round it are
  // being shown: the note itself, or where it is gone the next one that is there.
  const keepPlace = () => {
    const seen = notes.filter((note) => !note.hidden);
    const first = seen.findIndex((note) => note.getBoundingClientRect().bottom > 0);
    if (first < 0) return;
    const ids = [...seen.slice(first), ...seen.slice(0, first).reverse()].map((note) => note.id);
    keep("sessionStorage", "place", JSON.stringify([ids, seen[first].getBoundingClientRect().top]));
  };
  const resume = () => {
    const [ids, top] = JSON.parse(kept("sessionStorage", "place")) || [[], 0];
    const note = ids.map((id) => document.getElementById(id)).find((each) => each && !each.hidden);
    if (!note) return;
    history.scrollRestoration = "manual";
    const sizes = new ResizeObserver(() => scrollBy(0, note.getBoundingClientRect().top - top));
    const letGo = () => {
      sizes.disconnect();
      history.scrollRestoration = "auto";
    };
    sizes.observe(document.body);
    for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(kind, letGo, { once: true });
    setTimeout(letGo, 3000);
  };
  const write = () => history.replaceState(null, "", `#${remember()}`);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { apply(); write(); });
  document.getElementById("all").addEventListener("click", () => {
    clear();
    write();
  });
  // A step back within the page is left to the browser; only a link that was followed scrolls.
  let isFollowing = false;
  document.addEventListener("click", (event) => { isFollowing = Boolean(event.target.closest("a")); });
  window.addEventListener("hashchange", () => {
    recall(isFollowing);
    isFollowing = false;
  });
  window.addEventListener("pagehide", keepPlace);
  const isNew = performance.getEntriesByType("navigation")[0].type === "navigate";
  recall(isNew);
  if (!isNew) resume();
}
