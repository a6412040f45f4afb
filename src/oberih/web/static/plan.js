// Charts of a plan. Vega is told to read expressions as trees and to interpret them (`ast`): the page's policy allows
// no eval. Where it cannot draw, the tables say everything.
"use strict";
(() => {
  if (!window.vegaEmbed) return;
  const quiet = { level() { return this; }, warn() { return this; }, info() { return this; }, debug() { return this; }, error(...said) { console.error(...said); return this; } };
  const asked = {
    actions: false, ast: true, renderer: "svg", defaultStyle: false, mode: "vega-lite", logger: quiet,
    tooltip: { disableDefaultStyle: true, theme: "oberih" }, hover: true,
  };
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const spec = JSON.parse(figure.querySelector("script").textContent);
    const locale = spec.config.locale;
    delete spec.config.locale;
    figure.hidden = false; // before it is drawn: its width is asked for
    vegaEmbed(figure.querySelector(".chart"), spec, { ...asked, bind: figure.querySelector(".picks"), formatLocale: locale.number })
      .then((drawn) => { figure.dataset.drawn = "yes"; figure.oberihView = drawn.view; })
      .catch((error) => { figure.hidden = true; console.error(error); });
  }
})();
