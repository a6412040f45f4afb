// The language changes without losing the place: what stands behind the number sign goes along.
"use strict";
(() => {
  const link = document.getElementById("switch");
  const along = () => { link.hash = location.hash; };
  link.addEventListener("focus", along);
  link.addEventListener("pointerdown", along);
  link.addEventListener("click", along);
})();
