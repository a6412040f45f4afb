// What was typed goes along when the language is changed; what is wrong is told first, and other regions come with another pack.
"use strict";
(() => {
  const form = document.getElementById("scenario"), link = document.getElementById("switch");
  const keep = () => {
    const how = document.createElement("input");
    how.type = "hidden"; how.name = "do"; how.value = "keep";
    form.append(how);
    form.submit();
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    form.action = link.getAttribute("href");
    keep();
  });
  const pack = document.getElementById("grid.pack");
  if (pack) pack.addEventListener("change", () => { document.getElementById("grid.state").value = ""; keep(); });
  const said = document.getElementById("summary");
  if (said) said.focus();
})();
