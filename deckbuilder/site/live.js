"use strict";
// Loads the page anew when the site was built again.
let known = null;
setInterval(async () => {
  try {
    const version = await (await fetch("version", { cache: "no-store" })).text();
    if (known !== null && version !== known) location.reload();
    known = version;
  } catch { /* the command has ended */ }
}, 300);
