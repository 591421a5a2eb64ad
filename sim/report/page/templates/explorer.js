"use strict";
(() => {
  const place = document.getElementById("explorer-lives");
  const store = document.getElementById("source-explorer");
  if (!place || !store) return;
  const data = JSON.parse(store.textContent);
  const names = data.strategies.map((one) => one.name);
  const two = names.length > 1;
  const DAY = 1440, STEP = 10, MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const WEEK = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const START = Date.parse(data.start + "T00:00:00Z");

  // Elements hold text only as text: nothing of the data is ever read as markup.
  const make = (tag, told = {}, ...inside) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(told)) if (value !== null) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  };
  const texts = (group) => data.groups[group || 0].map((at) => data.texts[at]);
  const date = (minute) => {
    const day = new Date(START + Math.floor(minute / DAY) * 86400000);
    return `${WEEK[day.getUTCDay()]} ${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
  };
  const clock = (minute) => {
    const within = ((minute % DAY) + DAY) % DAY;
    return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
  };
  const number = (value, digits = 0) => value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const money = (value) => `${data.currency} ${number(value, Number.isInteger(value) ? 0 : data.digits)}`;
  const count = (value, one, many) => `${number(value)} ${value === 1 ? one : many}`;

  // --- who ----------------------------------------------------------------------------------------

  const bought = (person, at) => person.lives[at].purchases > 0;
  const left = (person) => person.lives.some((life) => life.opt_outs > 0);
  const parted = (person) => {
    if (!two) return null;
    const [a, b] = person.lives.map((life) => life.days);
    for (let at = 0; at < Math.max(a.length, b.length); at++) {
      if (!a[at] || !b[at]) return (a[at] || b[at])[0];
      if (a[at][0] !== b[at][0] || a[at][2] !== b[at][2]) return Math.min(a[at][0], b[at][0]);
    }
    return null;
  };
  const revenue = (person) => (two ? person.lives[1].revenue - person.lives[0].revenue : person.lives[0].revenue);
  const summary = (person) => {
    if (!two) return bought(person, 0) ? "bought" : "did not buy";
    const [a, b] = [bought(person, 0), bought(person, 1)];
    if (a && b) return "bought under both";
    return a || b ? `bought only under ${names[a ? 0 : 1]}` : "bought under neither";
  };
  const about = (person) => [
    `customer ${person.id}`, data.texts[person.persona], person.before ? "had bought before" : "had never bought here",
    summary(person), left(person) ? "wants no more messages" : "", ...texts(person.consents),
  ].join(" ").toLowerCase();
  const FILTERS = [["everybody", () => true]];
  if (two) {
    FILTERS.push(["bought under both", (p) => bought(p, 0) && bought(p, 1)]);
    names.forEach((name, at) => FILTERS.push([`bought only under ${name}`, (p) => bought(p, at) && !bought(p, 1 - at)]));
    FILTERS.push(["bought under neither", (p) => !bought(p, 0) && !bought(p, 1)]);
    FILTERS.push(["whose days differ", (p) => parted(p) !== null]);
  } else FILTERS.push(["who bought", (p) => bought(p, 0)]);
  FILTERS.push(["who wanted no more messages", left]);
  FILTERS.push(["who had bought before", (p) => p.before], ["who had never bought here", (p) => !p.before]);
  const sum = (person, what) => person.lives.reduce((all, life) => all + life[what], 0);
  const ORDERS = [
    ["id", (p) => p.id], [two ? `revenue under ${names[1]} less ${names[0]}` : "revenue", (p) => -revenue(p)],
    ["purchases", (p) => -sum(p, "purchases")], ["contacts", (p) => -sum(p, "contacts")],
  ];

  // --- the list -----------------------------------------------------------------------------------

  const choice = (id, told, options) => {
    const select = make("select", { id });
    options.forEach(([name], at) => select.append(make("option", { value: at }, name)));
    return [make("label", { for: id }, told), select];
  };
  const search = make("input", { type: "search", id: "explorer-search", autocomplete: "off", placeholder: "id, persona or channel" });
  const [filterLabel, filter] = choice("explorer-filter", "Show", FILTERS);
  const [orderLabel, order] = choice("explorer-order", "In order of", ORDERS);
  const field = (...inside) => make("div", { class: "field" }, ...inside);
  const found = make("p", { id: "explorer-found", class: "below", role: "status" });
  const list = make("ul", { role: "listbox", id: "explorer-list", "aria-label": "Customers", "aria-describedby": "explorer-keys" });
  const hint = make("p", { id: "explorer-keys", class: "below" }, "Arrow keys move through the list, Enter shows the days.");
  const told = make("p", { class: "unseen", "aria-live": "polite", id: "explorer-told" });
  const shown = make("div", { id: "explorer-days" });
  place.append(
    make("div", { class: "pick", role: "search", "aria-label": "Customers" },
      field(make("label", { for: "explorer-search" }, "Search customers"), search),
      field(filterLabel, filter), field(orderLabel, order)),
    found, list, hint, told, shown,
  );
  let options = [], selected = null;

  const option = (person) => {
    const made = make("li", { role: "option", tabindex: "-1", "aria-selected": String(person === selected), "data-id": person.id, dir: "auto" },
      make("span", { class: "who" }, `Customer ${person.id}, ${data.texts[person.persona]}`), " ",
      make("span", { class: "what" }, summary(person) + (left(person) ? "; wanted no more messages" : "")));
    made.person = person;
    return made;
  };
  const fill = () => {
    const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const fits = FILTERS[filter.value][1], rank = ORDERS[order.value][1];
    const hit = (person) => {
      const all = about(person);
      return words.every((word) => (/^\d+$/.test(word) ? String(person.id).startsWith(word) : all.includes(word)));
    };
    const people = data.people.filter((person) => fits(person) && hit(person));
    people.sort((a, b) => rank(a) - rank(b) || a.id - b.id);
    options = people.map(option);
    list.replaceChildren(...options);
    list.hidden = shown.hidden = !options.length;  // nobody's days below a list of nobody
    found.textContent = options.length ? `${number(options.length)} of ${count(data.people.length, "customer", "customers")}` : "Nobody here is like that.";
    reach(options.find((one) => one.person === selected) || options[0]);
  };
  // one option is reached by Tab, the others by arrows
  const reach = (one) => {
    for (const other of options) other.tabIndex = other === one ? 0 : -1;
  };
  const choose = (one) => {
    selected = one.person;
    for (const other of options) other.setAttribute("aria-selected", String(other === one));
    reach(one);
    show(selected, true);
  };
  list.addEventListener("keydown", (event) => {
    const at = options.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1, PageDown: at + STEP, PageUp: at - STEP }[event.key];
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    if (to !== undefined) {
      const next = options[Math.max(0, Math.min(options.length - 1, to))];
      reach(next);
      next.focus();
    } else if (event.key === "Enter" || event.key === " ") choose(options[at]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const one = event.target.closest("[role=option]");
    if (one) choose(one);
  });
  search.addEventListener("input", fill);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || !options.length) return;
    options.find((one) => one.tabIndex === 0).focus();
    event.preventDefault();
  });
  for (const one of [filter, order]) one.addEventListener("change", fill);

  // --- their days ---------------------------------------------------------------------------------

  const WHY = ["its rules held", "what was known then", "not known, or it would not have been made", "rather than", "no contact follows"];
  const reason = (row) => {
    const cause = data.texts[row[3] || 0];
    const parts = WHY.map((name, at) => [name, texts(row[4 + at])]).filter(([, lines]) => lines.length);
    if (!parts.length) return cause ? [make("p", { class: "cause", dir: "auto" }, cause)] : [];
    const told = make("dl");
    for (const [name, lines] of parts) told.append(make("dt", {}, name), ...lines.map((line) => make("dd", { dir: "auto" }, line)));
    return [make("details", { class: "why" }, make("summary", { dir: "auto" }, cause ? `Why: ${cause}` : "Why nothing follows"), told)];
  };
  const entry = (row) => {
    const made = make("li", { class: "entry", "data-kind": row[1] || 0 },
      make("time", {}, clock(row[0])),
      make("div", {}, ...(row[1] ? [make("span", { class: "kind" }, data.kinds[row[1]]), " "] : []),
        make("span", { dir: "auto" }, data.texts[row[2]]), ...reason(row)));
    if (row[9]) {
      const last = row[10] || 0, same = Math.floor(last / DAY) === Math.floor(row[0] / DAY);
      made.lastChild.append(make("p", { class: "again" }, `and ${count(row[9], "more time", "more times")} ${same ? "that day" : "until " + date(last)}`));
    }
    return made;
  };
  const byDay = (rows) => {
    const days = new Map();
    for (const row of rows) {
      const day = Math.floor(row[0] / DAY);
      if (!days.has(day)) days.set(day, []);
      days.get(day).push(row);
    }
    return days;
  };
  const totals = (life) => [
    `${count(life.purchases, "purchase", "purchases")} for ${money(life.revenue)}`, count(life.contacts, "contact", "contacts"),
    ...(life.opt_outs ? [`wanted no more messages ${life.opt_outs === 1 ? "once" : `${number(life.opt_outs)} times`}`] : []),
  ].join(", ");
  const column = (person, at, rows) => {
    const life = person.lives[at], { name, title } = data.strategies[at], days = byDay(life.days);
    const head = make("h4", { id: `explorer-under-${at}`, dir: "auto" }, name === title ? name : `${name}: ${title}`);
    const made = make("section", { class: "life", "aria-labelledby": head.id, "data-strategy": name },
      make("div", { class: "head" }, head, make("p", { dir: "auto" }, totals(life))));
    made.style.setProperty("--column", at + 1);
    made.style.setProperty("--rows", rows.size + 2);
    for (const [day, entries] of days) {
      const block = make("div", { class: "day" }, make("h5", {}, date(day * DAY)), make("ol", { role: "list" }, ...entries.map(entry)));
      block.style.setProperty("--row", rows.get(day) + 2);
      made.append(block);
    }
    const foot = make("div", { class: "foot" });
    if (!life.days.length) foot.append(make("p", {}, "Nothing happened."));
    if (life.more) foot.append(make("p", {}, `${count(life.more, "later entry is", "later entries are")} left out.`));
    const plan = texts(life.plan);
    if (plan.length) foot.append(make("details", {}, make("summary", {}, "What the daily plan made of it, in days"), make("ul", {}, ...plan.map((line) => make("li", { dir: "auto" }, line)))));
    foot.style.setProperty("--row", rows.size + 2);
    made.append(foot);
    return made;
  };
  const person_words = (person) => {
    const may = texts(person.consents).join(", ") || "none";
    return [
      data.texts[person.about], person.before ? "Had bought before the start." : "Had never bought here.", `Lives ${number(person.distance)} km away.`,
      `Messages allowed at the start: ${may}.`, person.need ? "A need was open at the start." : "",
    ].filter(Boolean).join(" ");
  };
  const show = (person, aloud) => {
    const first = parted(person);
    const differ = !two ? "" : first === null ? "Their days are the same under both." : `The same until ${date(first)}, ${clock(first)}.`;
    const all = [...new Set(person.lives.flatMap((life) => life.days.map((row) => Math.floor(row[0] / DAY))))].sort((a, b) => a - b);
    const rows = new Map(all.map((day, at) => [day, at]));
    shown.replaceChildren(
      make("h3", { id: "explorer-who", dir: "auto" }, `Customer ${person.id}, ${data.texts[person.persona]}`),
      make("p", { class: "below", dir: "auto" }, person_words(person)),
      ...(differ ? [make("p", {}, differ)] : []),
      make("div", { class: two ? "lives two" : "lives" }, ...person.lives.map((_, at) => column(person, at, rows))),
    );
    if (aloud) told.textContent = `Customer ${person.id} is shown below. ${names.map((name, at) => `Under ${name}: ${totals(person.lives[at])}.`).join(" ")} ${differ}`;
  };

  // shown first: whose revenue differs most, as their days differ too
  const telling = [...data.people].sort((a, b) => two
    ? Math.abs(revenue(b)) - Math.abs(revenue(a)) || a.id - b.id
    : sum(b, "purchases") - sum(a, "purchases") || a.id - b.id)[0];
  selected = telling || null;
  fill();
  if (selected) show(selected, false);
  const chosen = options.find((one) => one.person === selected);
  if (chosen) list.scrollTop = chosen.offsetTop - list.offsetTop;
  place.dataset.ready = "yes";
})();
