"use strict";
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const store = document.getElementById("charts");
  const charts = store ? JSON.parse(store.textContent) : {};
  // Letters of charts, measured.
  const font = "system-ui, sans-serif";
  const pen = document.createElement("canvas").getContext("2d");
  const wide = (text, size) => {
    pen.font = `${size}px ${font}`;
    return pen.measureText(text).width;
  };
  const letter = () => Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8);
  const config = (width, lines) => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const text = colour("--text"), soft = colour("--soft"), line = colour("--line");
    const size = letter();
    return {
      background: "transparent", font,
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
        titleFontWeight: "normal", offset: 10 + 1.3 * size + (lines - 1) * (size + 2),
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
  // A name cut in the middle until it fits: so much of what is kept stands before the gap.
  const cut = (name, room, size, before) => {
    const letters = [...name];
    let told = name;
    for (let kept = letters.length - 1; kept > 1 && wide(told, size) > room; kept--) {
      const first = Math.ceil(before * kept);
      told = `${letters.slice(0, first).join("")}\u2026${letters.slice(letters.length - kept + first).join("")}`;
    }
    return told;
  };
  // Labels of an axis or a legend, no two of them alike if that can be; gives how wide they are.
  const labelled = (guide, names, room, size) => {
    const ways = [0.5, 0.7, 0.3].map((before) => names.map((name) => cut(name, room, size, before)));
    const shown = ways.find((one) => new Set(one).size === names.length) || ways[0];
    guide.labelLimit = room + 2;
    if (shown.some((one, at) => one !== names[at])) {
      const list = (texts) => JSON.stringify(texts).replace(/[\u2028\u2029]/g, " ");
      guide.labelExpr = `${list(shown)}[indexof(${list(names)}, datum.value)]`;
    }
    return Math.max(...shown.map((one) => wide(one, size)));
  };
  // As many columns of a legend as there is room for.
  const columned = (legend, names, width, size) => {
    const longest = Math.min(Math.max(...names.map((name) => wide(name, size))), legend.labelLimit || width);
    const beside = 2.5 * size;  // the sign before a label, and what is between columns
    legend.columns = Math.max(1, Math.min(4, Math.floor(width / (longest + beside))));
    labelled(legend, names, Math.min(longest, width / legend.columns - beside), size);
  };
  // A chart for a place so wide: long titles of axes in lines, long labels cut.
  const fitting = (spec, signs, width) => {
    if (Array.isArray(spec)) return spec.map((one) => fitting(one, signs, width));
    if (spec === null || typeof spec !== "object") return spec;
    const found = {}, size = letter();
    let room = width - 6 * size;  // of a legend, which begins where the plot does
    for (const [key, value] of Object.entries(spec)) {
      found[key] = key === "datasets" || key === "data" ? value : fitting(value, signs, width);
    }
    for (const side of ["x", "y"]) {
      const axis = found[side];
      if (axis && typeof axis.title === "string") axis.title = broken(axis.title, signs);
      if (side === "y" && axis && Array.isArray(axis.title)) {
        axis.axis = { ...axis.axis, titleY: -8 - (axis.title.length - 1) * (size + 2) };
      }
      if (axis && axis.axis && axis.axis.labelLimit && Array.isArray(axis.sort)) {
        const names = labelled(axis.axis, axis.sort, Math.min(axis.axis.labelLimit, 0.58 * width), size);
        if (side === "y") room = width - names - 3 * size;
      }
    }
    const { color } = found;
    if (color && color.legend && color.scale) columned(color.legend, color.scale.domain, room, size);
    return found;
  };
  // Titles of upright axes that stand in several lines.
  const titles = (spec) => {
    if (spec === null || typeof spec !== "object") return [];
    const own = spec.y && Array.isArray(spec.y.title) ? [spec.y.title] : [];
    return [...own, ...Object.entries(spec).flatMap(([key, value]) => (key === "datasets" || key === "data" ? [] : titles(value)))];
  };
  const draw = async () => {
    const size = 0.8 * parseFloat(getComputedStyle(document.documentElement).fontSize);
    for (const place of document.querySelectorAll("[data-chart]")) {
      const width = place.clientWidth || document.querySelector("main").clientWidth;
      const given = charts[place.dataset.chart];
      const named = JSON.stringify(given).includes('"labelLimit"');  // names take room beside it
      const signs = Math.floor((named ? 0.42 : 1) * width / (0.6 * size));
      const spec = fitting(given, signs, width);
      const lines = Math.max(1, ...titles(spec).map((title) => title.length));
      const found = await vegaEmbed(place, spec, { actions: false, renderer: "svg", config: config(width, lines), tooltip: { theme: dark.matches ? "dark" : "light" } });
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
