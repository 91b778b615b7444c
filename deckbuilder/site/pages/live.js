"use strict";
// Loads the page anew when the site was built again, and stays at the note that was in view, also
// when a page of problems stood in between.
history.scrollRestoration = "manual";
const notesInPage = () => [...document.querySelectorAll(".note")];
const keepPlace = () => {
  const note = notesInPage().find((each) => each.getBoundingClientRect().bottom > 0);
  if (note) sessionStorage.setItem("place", JSON.stringify([note.id, note.getBoundingClientRect().top]));
};
const place = JSON.parse(sessionStorage.getItem("place"));
if (place && notesInPage().length) {
  const note = document.getElementById(place[0]);
  if (note) scrollTo(0, scrollY + note.getBoundingClientRect().top - place[1]);
  sessionStorage.removeItem("place");
}
setInterval(async () => {
  try {
    const latest = await (await fetch("version", { cache: "no-store" })).text();
    if (latest !== document.documentElement.dataset.version) {
      keepPlace();
      location.reload();
    }
  } catch { /* the command has ended */ }
}, 150);
