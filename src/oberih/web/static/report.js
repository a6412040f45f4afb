// A file may be dropped anywhere on the form; what was typed is kept when the language is changed.
"use strict";
(() => {
  const form = document.getElementById("drop"), file = document.getElementById("file"), text = document.getElementById("text");
  const KEPT = "oberih-report";
  for (const name of ["dragover", "dragenter"]) form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) file.files = event.dataTransfer.files;
    else if (event.dataTransfer.getData("text")) text.value = event.dataTransfer.getData("text");
  });
  try {
    const kept = sessionStorage.getItem(KEPT);
    if (kept && !text.value) text.value = kept;
    sessionStorage.removeItem(KEPT);
    document.getElementById("switch").addEventListener("click", () => sessionStorage.setItem(KEPT, text.value));
  } catch { /* storage may be switched off: then what was typed is typed again */ }
})();
