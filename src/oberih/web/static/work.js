// Progress as it comes; once the run is done, its page.
"use strict";
(() => {
  const work = document.getElementById("work"), bar = document.getElementById("bar"), text = document.getElementById("text");
  const heard = new EventSource(work.dataset.events);
  heard.addEventListener("message", (event) => {
    const now = JSON.parse(event.data);
    bar.max = now.total;
    if (now.state === "running" && !now.done) bar.removeAttribute("value"); else bar.value = now.done;
    if (text.textContent !== now.text) text.textContent = now.text;
    if (now.state === "done" && now.run) { heard.close(); location.replace(work.dataset.runs + now.run); }
    else if (["done", "failed", "stopped"].includes(now.state)) { heard.close(); location.reload(); }
  });
})();
