"use strict";
// Loads the page anew when the site was built again.
setInterval(async () => {
  try {
    const answer = await fetch("version", { cache: "no-store" });
    if (answer.ok && (await answer.text()) !== document.documentElement.dataset.version) location.reload();
  } catch { /* the command has ended */ }
}, 150);
