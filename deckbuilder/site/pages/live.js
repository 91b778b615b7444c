"use strict";
// Loads the page anew when the site was built again. The note that was in view stays there while
// the cards round it are being shown, also when a page of problems stood in between.
const notesInPage = [...document.querySelectorAll(".note")];
const keepPlace = () => {
  const note = notesInPage.find((each) => each.getBoundingClientRect().bottom > 0);
  if (note) sessionStorage.setItem("place", JSON.stringify([note.id, note.getBoundingClientRect().top]));
};
if (notesInPage.length) {
  history.scrollRestoration = "manual";
  const [id, top] = JSON.parse(sessionStorage.getItem("place")) || [];
  sessionStorage.removeItem("place");
  const note = id && document.getElementById(id);
  if (note) {
    const sizes = new ResizeObserver(() => scrollBy(0, note.getBoundingClientRect().top - top));
    const letGo = () => sizes.disconnect();
    sizes.observe(document.body);
    for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(kind, letGo, { once: true });
    setTimeout(letGo, 3000);
  }
}
setInterval(async () => {
  try {
    const answer = await fetch("version", { cache: "no-store" });
    if (answer.ok && (await answer.text()) !== document.documentElement.dataset.version) {
      keepPlace();
      location.reload();
    }
  } catch { /* the command has ended */ }
}, 150);
