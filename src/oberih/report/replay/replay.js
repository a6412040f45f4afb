// Plays one draw: the raid second by second, then the hours after it. Nothing is fetched.
(() => {
  "use strict";
  const read = id => JSON.parse(document.getElementById(id).textContent);
  const D = read("replay-data"), T = read("replay-texts");
  const root = document.getElementById("replay"), one = name => root.querySelector(name);
  const svg = one("svg"), canvas = one("canvas"), pen = canvas.getContext("2d");
  const play = one(".play"), scrub = one(".scrub"), speed = one(".speed"), langs = one(".lang");
  const areas = [...root.querySelectorAll("[data-region]")], items = [...root.querySelectorAll("[data-at]")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // two parts of the line: the raid, and the hours behind it
  const [begin, over] = D.raid, end = Math.max(D.hours * 3600, over + 1), RAID = 0.5, PLAY_MS = 60000;
  const timeAt = p => p < RAID ? begin + (over - begin) * p / RAID : over + (end - over) * (p - RAID) / (1 - RAID);
  const placeOf = t => t < over ? Math.max(0, RAID * (t - begin) / (over - begin)) : Math.min(1, RAID + (1 - RAID) * (t - over) / (end - over));
  // shapes and colours that are told apart without colour too
  const COLOURS = ["#d55e00", "#cc79a7", "#000000", "#7a3b00", "#0072b2", "#005c3c", "#57606a"], SHAPES = [3, 4, 5, 6, 0, 7, 8];
  let lang = langs.value, p = 0, playing = false, last = 0, shownHour = -2, shownEvent = -1, frameMs = [];

  const shape = (c, x, y, r, kind) => {
    const n = SHAPES[kind];
    c.beginPath();
    if (n === 0) c.arc(x, y, r * .8, 0, 7);
    else for (let i = 0; i < n; i++) { const a = -Math.PI / 2 + i * 2 * Math.PI / n; c[i ? "lineTo" : "moveTo"](x + r * Math.cos(a), y + r * Math.sin(a)); }
    c.closePath();
  };
  const paint = (c, colour, edge) => { c.fillStyle = colour; c.strokeStyle = "#fff"; c.lineWidth = edge; c.fill(); c.stroke(); };
  const dot = (c, x, y, kind, r) => { shape(c, x, y, r, kind); paint(c, COLOURS[kind], 1); };
  const ring = (c, x, y, r, colour, width) => { c.beginPath(); c.arc(x, y, r, 0, 7); c.strokeStyle = colour; c.lineWidth = width; c.stroke(); };
  const star = (c, x, y, r) => {
    c.beginPath();
    for (let i = 0; i < 16; i++) { const a = i * Math.PI / 8, q = i % 2 ? r * .45 : r; c[i ? "lineTo" : "moveTo"](x + q * Math.cos(a), y + q * Math.sin(a)); }
    c.closePath(); paint(c, "#b30000", 1.2);
  };
  const where = (track, t) => {
    let low = 0, high = track.length / 3 - 1;
    if (t <= track[0]) return [track[1], track[2]];
    if (t >= track[3 * high]) return [track[3 * high + 1], track[3 * high + 2]];
    while (high - low > 1) { const mid = (low + high) >> 1; if (track[3 * mid] <= t) low = mid; else high = mid; }
    const a = 3 * low, b = a + 3, f = (t - track[a]) / (track[b] - track[a] || 1);
    return [track[a + 1] + f * (track[b + 1] - track[a + 1]), track[a + 2] + f * (track[b + 2] - track[a + 2])];
  };
  // marks of a region stand side by side about its middle, so that the tenth is seen too
  const order = D.weapons.map((w, i) => i).sort((a, b) => D.weapons[a][3] - D.weapons[b][3]);
  const seat = new Array(D.weapons.length).fill(null), filled = {};
  for (const i of order) {
    const w = D.weapons[i];
    if (w[4] < 0 || D.tracks.length) continue;
    const n = filled[w[4]] = (filled[w[4]] || 0) + 1, a = n * 2.4, r = 5 * Math.sqrt(n - 1);
    seat[i] = [D.middles[w[4]][0] + r * Math.cos(a), D.middles[w[4]][1] + r * Math.sin(a)];
  }

  const draw = t => {
    const box = svg.getBoundingClientRect(), ratio = devicePixelRatio || 1, scale = box.width / 1000;
    const wide = Math.round(box.width * ratio), high = Math.round(box.height * ratio);
    if (canvas.width !== wide || canvas.height !== high) { canvas.width = wide; canvas.height = high; }
    const fit = Math.min(box.width / 1000, box.height / D.height), dx = (box.width - 1000 * fit) / 2, dy = (box.height - D.height * fit) / 2;
    pen.setTransform(1, 0, 0, 1, 0, 0); pen.clearRect(0, 0, wide, high);
    pen.setTransform(fit * ratio, 0, 0, fit * ratio, dx * ratio, dy * ratio);
    const size = Math.max(6, 6 / Math.max(fit, .2));
    if (t < over + 600) for (const u of D.units) { ring(pen, u[0], u[1], u[2], "rgba(8,81,156,.45)", 1 / fit); pen.fillStyle = "#08519c"; pen.fillRect(u[0] - 3, u[1] - 3, 6, 6); }
    const glow = Math.max(40, (over - begin) / 60);
    let up = 0, stopped = 0, arrived = 0;
    for (let i = 0; i < D.weapons.length; i++) {
      const [kind, fate, , finish] = D.weapons[i], track = D.tracks[i];
      if (t >= finish) { if (fate === 2) arrived++; else stopped++; }
      if (track && track.length) {
        if (t < track[0]) continue;
        if (t < finish) {
          up++;
          const [x, y] = where(track, t), [a, b] = where(track, Math.max(track[0], t - glow * 2));
          pen.beginPath(); pen.moveTo(a, b); pen.lineTo(x, y); pen.strokeStyle = COLOURS[kind]; pen.globalAlpha = .45; pen.lineWidth = 1.5 / fit; pen.stroke(); pen.globalAlpha = 1;
          dot(pen, x, y, kind, size);
          continue;
        }
        const age = (t - finish) / glow, [x, y] = where(track, finish);
        if (fate === 2) star(pen, x, y, size * (age < 1 && !calm ? 2.4 - 1.2 * age : 1.2));
        else if (age < 1) { pen.globalAlpha = 1 - age; ring(pen, x, y, size * (calm ? 1.4 : .6 + 1.6 * age), "#005c3c", 2 / fit); pen.globalAlpha = 1; }
      } else if (seat[i]) {
        if (t < finish) continue;
        const [x, y] = seat[i], fresh = (t - finish) / glow < 1;
        if (fate === 2) star(pen, x, y, size * (fresh && !calm ? 2 : 1.1)); else if (fate === 0) ring(pen, x, y, size * .7, "#005c3c", (fresh ? 3 : 1.6) / fit);
      }
    }
    for (const [at, u, w, hit] of D.shots) {
      if (t < at || t > at + glow) continue;
      const unit = D.units[u], track = D.tracks[w];
      if (!unit || !track || !track.length) continue;
      const [x, y] = where(track, at);
      pen.beginPath(); pen.moveTo(unit[0], unit[1]); pen.lineTo(x, y); pen.strokeStyle = hit ? "#005c3c" : "#8c6d00"; pen.globalAlpha = 1 - (t - at) / glow; pen.lineWidth = 1.6 / fit; pen.setLineDash(hit ? [] : [4, 3]); pen.stroke(); pen.setLineDash([]); pen.globalAlpha = 1;
    }
    return [up, stopped, arrived];
  };

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => name in values ? values[name] : all);
  const number = x => Math.round(x).toLocaleString(lang === "uk" ? "uk-UA" : "en-GB");
  const show = () => {
    const started = performance.now(), t = timeAt(p), L = T[lang], hour = Math.min(D.hours - 1, Math.floor(t / 3600));
    const [up, stopped, arrived] = draw(t);
    if (hour !== shownHour) {
      shownHour = hour;
      const row = hour < 0 ? null : D.cut[hour];
      for (const area of areas) {
        const share = row ? row[+area.dataset.region] : 0;
        area.setAttribute("fill", D.colours[D.bounds.filter(bound => share >= bound).length]);
      }
    }
    const minute = Math.floor((((t % 3600) + 3600) % 3600) / 60), label = hour < 0 ? L.times[0] : L.times[hour];
    one(".clock").textContent = (t < 0 ? "−" + Math.floor(-t / 60) + "′ " : "") + label.replace(/:00$/, t < 0 ? ":00" : ":" + String(minute).padStart(2, "0"));
    one(".counter").textContent = fill(L.words.counter, { up: D.tracks.length ? up : "—", stopped, arrived });
    one(".power").textContent = hour < 0 ? "" : fill(L.words.power, { cut: number(D.national[1][hour]), share: number(100 * D.national[1][hour] / D.national[0][hour]) });
    if (document.activeElement !== scrub || playing) scrub.value = Math.round(1000 * p);
    scrub.setAttribute("aria-valuetext", one(".clock").textContent);
    const event = D.at.filter(at => at <= t + .05).length - 1;
    if (event !== shownEvent) { shownEvent = event; items.forEach((item, i) => i === event ? item.setAttribute("aria-current", "true") : item.removeAttribute("aria-current")); }
    frameMs.push(performance.now() - started); if (frameMs.length > 600) frameMs.shift();
    root.dataset.t = t.toFixed(1);
  };
  const link = () => { const q = new URLSearchParams(location.hash.slice(1)); q.set("run", D.run); q.set("t", Math.round(timeAt(p))); history.replaceState(null, "", "#" + q); };
  const go = next => { p = Math.max(0, Math.min(1, next)); show(); };
  const step = now => {
    if (!playing) return;
    go(p + (now - last) * +speed.value / PLAY_MS); last = now;
    if (p >= 1) set(false); else requestAnimationFrame(step);
  };
  const set = on => {
    playing = on; play.setAttribute("aria-pressed", String(on)); play.textContent = T[lang].words[on ? "pause" : "play"];
    if (on) { if (p >= 1) p = 0; last = performance.now(); requestAnimationFrame(step); } else link();
  };
  const jump = way => {
    const t = timeAt(p), later = D.at.filter(at => at > t + .5), before = D.at.filter(at => at < t - .5);
    const to = way > 0 ? later[0] : before[before.length - 1];
    if (to !== undefined) { set(false); go(placeOf(to) + 1e-9); link(); }
  };
  const speak = to => {
    lang = to; document.documentElement.lang = to; shownHour = -2;
    root.querySelectorAll("[data-page]").forEach(each => { each.textContent = T[to].page[each.dataset.page]; });
    root.querySelectorAll("[data-kind-name]").forEach(each => { each.textContent = T[to].kinds[+each.dataset.kindName]; });
    root.querySelectorAll("[data-fate-name]").forEach(each => { each.textContent = T[to].fates[+each.dataset.fateName]; });
    items.forEach((item, i) => { item.querySelector(".what").textContent = T[to].events[i]; item.querySelector(".when").textContent = T[to].moments[i]; });
    document.title = T[to].page.title; play.textContent = T[to].words[playing ? "pause" : "play"]; show();
  };
  // marks of the legend are drawn by the same hand
  root.querySelectorAll(".mark").forEach(each => {
    const own = document.createElement("canvas"), c = own.getContext("2d");
    own.width = own.height = 36; own.style.width = own.style.height = "18px"; own.setAttribute("aria-hidden", "true"); c.scale(2, 2);
    if (each.dataset.kind !== undefined) dot(c, 9, 9, +each.dataset.kind, 6);
    else if (each.dataset.fate === "2") star(c, 9, 9, 7); else ring(c, 9, 9, 5, "#005c3c", 2);
    each.replaceChildren(own);
  });

  play.addEventListener("click", () => set(!playing));
  one(".previous").addEventListener("click", () => jump(-1));
  one(".next").addEventListener("click", () => jump(1));
  scrub.addEventListener("input", () => { set(false); go(scrub.value / 1000); });
  scrub.addEventListener("change", link);
  langs.addEventListener("change", () => speak(langs.value));
  items.forEach(item => item.addEventListener("click", () => { set(false); go(placeOf(+item.dataset.at) + 1e-9); link(); }));
  addEventListener("resize", show);
  addEventListener("hashchange", () => open());
  document.addEventListener("keydown", e => {
    if (e.ctrlKey || e.metaKey || e.altKey || /^(SELECT|INPUT|TEXTAREA)$/.test(e.target.tagName)) return;
    if (e.key === " " && e.target.tagName !== "BUTTON") { e.preventDefault(); set(!playing); }
    else if (e.key === "ArrowRight") { set(false); go(p + .005); link(); } else if (e.key === "ArrowLeft") { set(false); go(p - .005); link(); }
    else if (e.key === "n") jump(1); else if (e.key === "b") jump(-1);
  });
  function open() { const t = parseFloat(new URLSearchParams(location.hash.slice(1)).get("t")); go(Number.isFinite(t) ? placeOf(t) : 0); }
  window.oberihReplay = { frames: () => frameMs.slice(), to: go };
  open(); speak(lang);
})();
