"use strict";
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const store = document.getElementById("charts");
  const charts = store ? JSON.parse(store.textContent) : {};
  const config = (width) => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const text = colour("--text"), soft = colour("--soft"), line = colour("--line");
    const size = Math.round(parseFloat(style.fontSize) * 0.8);
    return {
      background: "transparent", font: "system-ui, sans-serif",
      padding: { left: 2, top: 4, bottom: 4, right: 1.5 * size },
      view: { stroke: null },
      axis: {
        labelColor: text, titleColor: soft, gridColor: line, domainColor: line, tickColor: line,
        labelFontSize: size, titleFontSize: size, titleFontWeight: "normal",
      },
      axisY: {  // a long title reads better above its axis than along it
        titleAngle: 0, titleAlign: "left", titleBaseline: "bottom", titleX: 0, titleY: -8,
        titleLimit: width,
      },
      axisQuantitative: {
        tickCount: Math.max(3, Math.min(9, Math.round(width / (7 * size)))), labelFlush: false,
        labelOverlap: true, labelSeparation: 6,
      },
      legend: {
        labelColor: text, titleColor: soft, labelFontSize: size, titleFontSize: size,
        titleFontWeight: "normal", columns: width < 36 * size ? 2 : 4, offset: 1.6 * size,
      },
      header: { labelColor: text, titleColor: soft },
      rule: { color: soft }, text: { color: text, fontSize: size },
    };
  };
  // Titles of axes in lines of so many signs.
  const broken = (title, signs) => {
    const lines = [""];
    for (const word of title.split(" ")) {
      const longer = `${lines[lines.length - 1]} ${word}`.trim();
      if (longer.length <= signs || !lines[lines.length - 1]) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines.length > 1 ? lines : title;
  };
  // A chart for a place so wide: long titles of axes in lines, long labels cut.
  const fitting = (spec, signs, width) => {
    if (Array.isArray(spec)) return spec.map((one) => fitting(one, signs, width));
    if (spec === null || typeof spec !== "object") return spec;
    const found = {};
    for (const [key, value] of Object.entries(spec)) {
      found[key] = key === "datasets" || key === "data" ? value : fitting(value, signs, width);
    }
    for (const side of ["x", "y"]) {
      const axis = found[side];
      if (axis && typeof axis.title === "string") axis.title = broken(axis.title, signs);
      if (axis && axis.axis && axis.axis.labelLimit) {
        axis.axis.labelLimit = Math.min(axis.axis.labelLimit, 0.58 * width);
      }
    }
    return found;
  };
  const draw = async () => {
    const size = 0.8 * parseFloat(getComputedStyle(document.documentElement).fontSize);
    for (const place of document.querySelectorAll("[data-chart]")) {
      const width = place.clientWidth || document.querySelector("main").clientWidth;
      const given = charts[place.dataset.chart];
      const named = JSON.stringify(given).includes('"labelLimit"');  // names take room beside it
      const signs = Math.floor((named ? 0.42 : 1) * width / (0.6 * size));
      const spec = fitting(given, signs, width);
      const found = await vegaEmbed(place, spec, { actions: false, renderer: "svg", config: config(width), tooltip: { theme: dark.matches ? "dark" : "light" } });
      place.querySelector("svg").setAttribute("aria-hidden", "true");  // its place has the words
      place.classList.add("drawn");
      place.view = found.view;
    }
    document.documentElement.dataset.drawn = "yes";
  };
  if (store) {
    draw();
    dark.addEventListener("change", draw);
    window.addEventListener("beforeprint", () => { for (const fold of document.querySelectorAll("details:not(.long)")) fold.open = true; });
  }
})();
