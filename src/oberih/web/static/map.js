// The map by hour: the slider moves it, "play" moves the slider. `#h=31` is the hour, so a link leads to it.
"use strict";
(() => {
  const block = document.getElementById("hours");
  if (!block) return;
  const data = JSON.parse(block.textContent);
  const slider = document.getElementById("hour"), when = document.getElementById("when"), play = document.getElementById("play");
  const bounds = [5, 10, 20, 30, 50];
  const step = (percent) => bounds.filter((bound) => percent >= bound).length;
  const lands = new Map(), labels = new Map(), cells = new Map(), swatches = new Map();
  for (const each of document.querySelectorAll("[data-region]")) lands.set(each.dataset.region, each);
  for (const each of document.querySelectorAll("[data-label]")) labels.set(each.dataset.label, each);
  for (const each of document.querySelectorAll("[data-share]")) cells.set(each.dataset.share, each);
  for (const each of document.querySelectorAll("[data-swatch]")) swatches.set(each.dataset.swatch, each);
  const codes = Object.keys(data.regions);
  let timer = 0;

  const show = (hour) => {
    for (const code of codes) {
      const percent = data.regions[code][hour], kind = step(percent);
      const land = lands.get(code), label = labels.get(code);
      if (land) land.setAttribute("class", "land s" + kind);
      if (label) label.setAttribute("class", kind >= 4 ? "label on-dark" : "label");
      if (cells.has(code)) cells.get(code).textContent = Math.round(percent) + data.percent;
      if (swatches.has(code)) swatches.get(code).className = "swatch s" + kind;
    }
    slider.value = hour;
    slider.setAttribute("aria-valuetext", data.hours[hour]);
    when.textContent = data.hours[hour];
  };
  const remember = () => history.replaceState(null, "", "#h=" + slider.value);
  const stop = () => { clearInterval(timer); timer = 0; play.textContent = play.dataset.play; };

  slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
  slider.addEventListener("change", remember);
  play.addEventListener("click", () => {
    if (timer) { stop(); remember(); return; }
    play.textContent = play.dataset.pause;
    if (Number(slider.value) >= data.hours.length - 1) show(0);
    timer = setInterval(() => {
      const next = Number(slider.value) + 1;
      if (next >= data.hours.length) { stop(); remember(); return; }
      show(next);
    }, 400);
  });
  const named = () => {
    const asked = new URLSearchParams(location.hash.slice(1)).get("h");
    const hour = asked === null ? NaN : Number(asked);
    if (Number.isInteger(hour) && hour >= 0 && hour < data.hours.length) show(hour);
  };
  addEventListener("hashchange", named);
  named();
})();
