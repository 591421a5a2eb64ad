"use strict";
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const store = document.getElementById("charts");
  const charts = store ? JSON.parse(store.textContent) : {};
  const config = () => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const text = colour("--text"), soft = colour("--soft"), line = colour("--line");
    const size = Math.round(parseFloat(style.fontSize) * 0.8);
    return {
      background: "transparent", font: "system-ui, sans-serif",
      view: { stroke: null },
      axis: {
        labelColor: text, titleColor: soft, gridColor: line, domainColor: line, tickColor: line,
        labelFontSize: size, titleFontSize: size, titleFontWeight: "normal",
      },
      axisQuantitative: { tickCount: 8, labelOverlap: true, labelSeparation: 6 },
      legend: { labelColor: text, titleColor: soft, labelFontSize: size },
      header: { labelColor: text, titleColor: soft },
      rule: { color: soft }, text: { color: text, fontSize: size },
    };
  };
  const draw = async () => {
    for (const place of document.querySelectorAll("[data-chart]")) {
      const spec = charts[place.dataset.chart];
      const found = await vegaEmbed(place, spec, { actions: false, renderer: "svg", config: config(), tooltip: { theme: dark.matches ? "dark" : "light" } });
      place.querySelector("svg").setAttribute("aria-hidden", "true");  // its place has the words
      place.classList.add("drawn");
      place.view = found.view;
    }
    document.documentElement.dataset.drawn = "yes";
  };
  if (store) {
    draw();
    dark.addEventListener("change", draw);
    window.addEventListener("beforeprint", () => { for (const fold of document.querySelectorAll("details")) fold.open = true; });
  }
})();
