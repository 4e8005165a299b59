"use strict";
// Reads the page's JSON and only ever sets text: what stands in cases, drafts and answers cannot become markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const find = (id) => document.getElementById(id);
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const SIGNS = { passed: "✓", failed: "✕", error: "!", unscored: "–", told: "·" };
  const rows = new Map();
  data.cells.forEach((cell, index) => {
    if (!rows.has(cell.case)) rows.set(cell.case, []);
    rows.get(cell.case).push(index);
  });
  let shown = [];
  let opened = -1;

  // The table

  const cellsOf = (row, variant) => row.filter((index) => data.cells[index].variant === variant).sort((a, b) => data.cells[a].repeat - data.cells[b].repeat);
  const words = (cell) => (cell.status === "failed" ? cell.failed.slice(0, 3).join(", ") + (cell.failed.length > 3 ? ` and ${cell.failed.length - 3} more` : "") : cell.status);
  const button = (index) => {
    const cell = data.cells[index];
    const made = make("button", { class: `cell ${cell.status}`, type: "button", "data-index": index }, `${SIGNS[cell.status]} ${words(cell)}`);
    made.setAttribute("aria-label", `${cell.case}, ${data.variants[cell.variant]}, repeat ${cell.repeat + 1}: ${words(cell)}`);
    return made;
  };
  const drawHead = () => {
    const head = make("tr", {}, make("th", { scope: "col" }, "Case"));
    data.variants.forEach((name) => head.append(make("th", { scope: "col" }, name)));
    find("matrix").tHead.append(head);
  };
  const drawRow = (name, row) => {
    const about = data.about[name];
    const head = make("th", { scope: "row" }, make("div", {}, name));
    if (about) head.append(make("div", { class: "small muted about" }, about));
    const line = make("tr", {}, head);
    data.variants.forEach((_, variant) => line.append(make("td", {}, ...cellsOf(row, variant).map(button))));
    return line;
  };
  // Whether the variants do not agree: in what they pass, or, with one repeat each, in what they wrote.
  const differs = (row) => {
    const states = data.variants.map((_, variant) => cellsOf(row, variant).map((index) => data.cells[index].status + data.cells[index].failed.join()).join("|")).filter(Boolean);
    return new Set(states).size > 1;
  };
  const draw = () => {
    const show = document.querySelector("input[name=show]:checked").value;
    const [column, tag, text] = [find("column").value, find("tag").value, find("text").value.trim().toLowerCase()];
    const fits = ([name, row]) => {
      const cells = row.map((index) => data.cells[index]);
      if (show === "failed" && !cells.some((cell) => cell.status === "failed")) return false;
      if (show === "error" && !cells.some((cell) => cell.status === "error")) return false;
      if (show === "different" && !differs(row)) return false;
      if (column && !cells.some((cell) => cell.failed.includes(column))) return false;
      if (tag && !(data.tags[name] || []).includes(tag)) return false;
      return !text || `${name} ${data.about[name] || ""}`.toLowerCase().includes(text);
    };
    const found = [...rows].filter(fits);
    find("matrix").tBodies[0].replaceChildren(...found.map(([name, row]) => drawRow(name, row)));
    shown = found.flatMap(([, row]) => data.variants.flatMap((_, variant) => cellsOf(row, variant)));
    find("count").textContent = `${found.length} of ${rows.size}`;
  };
  const fill = (id, values) => values.forEach((value) => find(id).append(make("option", { value }, value)));

  // The drawer

  const drawer = find("drawer");
  const paragraph = (text, look = "") => make("p", { class: look }, text);
  const documentOf = (cell) => {
    const letters = Array.from(cell.body); // offsets count code points
    const ends = new Map(cell.sentences.map((sentence) => [sentence.end, sentence]));
    const cuts = new Set([0, letters.length, ...ends.keys()]);
    cell.findings.forEach((finding) => { cuts.add(finding.start); cuts.add(finding.end); });
    const order = [...cuts].filter((cut) => cut <= letters.length).sort((a, b) => a - b);
    const paper = make("div", { class: "paper" }, make("div", { class: "subject" }, cell.subject));
    order.forEach((start, place) => {
      const sentence = ends.get(start);
      if (sentence && sentence.unsupported) paper.append(make("span", { class: "source nosource" }, "no source"));
      else if (sentence && sentence.sources.length) paper.append(make("span", { class: "source" }, sentence.sources.join(" ")));
      const end = order[place + 1];
      if (end === undefined) return;
      const over = cell.findings.filter((finding) => finding.start < end && start < finding.end);
      const piece = letters.slice(start, end).join("");
      if (!over.length) return paper.append(piece);
      const worst = ["block", "warn", "info"].find((level) => over.some((finding) => finding.severity === level));
      paper.append(make("mark", { class: worst, title: over.map((finding) => `${finding.rule}: ${finding.message}`).join("\n") }, piece));
    });
    return paper;
  };
  const line = (look, sign, name, right, why) => {
    const item = make("li", {}, make("span", { class: look, "aria-hidden": "true" }, sign), make("span", {}, name), make("span", { class: look }, right));
    if (why) item.append(make("span", { class: "why small muted" }, why));
    return item;
  };
  const scores = (cell) => {
    const list = make("ul", { class: "rows" });
    cell.scores.forEach((score) => {
      const why = [score.reason, score.quotes.map((quote) => `“${quote}”`).join(" "), score.judge && `judged by ${score.judge}`].filter(Boolean).join(" · ");
      const item = line(score.state, SIGNS[score.state], score.name, score.value, why);
      item.title = score.about;
      list.append(item);
    });
    return list;
  };
  const draftTab = (cell) => {
    const parts = [];
    if (cell.outcome) parts.push(make("p", { class: "box" }, cell.outcome));
    if (cell.body !== undefined) parts.push(documentOf(cell));
    (cell.notices || []).forEach((notice) => parts.push(paragraph(notice, "small muted")));
    parts.push(make("h3", {}, "Graders"), cell.scores.length ? scores(cell) : paragraph("Nothing was scored.", "muted"));
    if (cell.findings && cell.findings.length) {
      const list = make("ul", { class: "rows" });
      cell.findings.forEach((finding) => list.append(line(finding.severity === "block" ? "failed" : "", "•", finding.rule, finding.severity, `${finding.message} ${finding.suggestion}`)));
      parts.push(make("h3", {}, "Findings"), list);
    }
    return parts;
  };
  const promptTab = (cell) => cell.exchanges.flatMap((each, place) => [
    make("h3", {}, cell.exchanges.length > 1 ? `Request ${place + 1}` : "As it was sent, names redacted"),
    paragraph(Object.entries(each.parameters).map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`).join(", "), "small muted"),
    ...each.messages.map((message) => make("div", { class: "box" }, make("div", { class: "small muted" }, message.role), make("pre", {}, message.content))),
  ]);
  const replyTab = (cell) => cell.exchanges.flatMap((each, place) => [
    make("h3", {}, cell.exchanges.length > 1 ? `Answer ${place + 1}` : "Raw reply"),
    paragraph(each.about, "small muted"),
    make("div", { class: "box" }, make("pre", {}, each.error || each.reply || "(no text)")),
  ]);
  const evidenceTab = (cell) => {
    const list = (items) => make("div", { class: "evidence" }, ...items.flatMap((item) => [make("code", {}, item.id), make("div", {}, item.text, make("span", { class: "small muted" }, ` ${item.origin}`))]));
    const parts = [list(cell.evidence || [])];
    if (cell.withheld && cell.withheld.length) parts.push(make("h3", {}, "Withheld from the writer"), list(cell.withheld));
    return parts;
  };
  const costTab = (cell) => [make("dl", {}, ...cell.cost.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]))];
  const nobody = () => [paragraph("No model was asked: the composer writes by rule.", "muted")];
  const elsewhere = (index) => {
    const cell = data.cells[index];
    const others = rows.get(cell.case).filter((other) => other !== index);
    if (!others.length) return [];
    return [make("h3", {}, "The same case elsewhere"), make("ul", { class: "rows" }, ...others.map((other) => {
      const found = data.cells[other];
      const name = `${data.variants[found.variant]}${data.repeats > 1 ? `, repeat ${found.repeat + 1}` : ""}`;
      return make("li", {}, make("span"), make("span", {}, name), button(other));
    }))];
  };
  const tabsOf = (index, cell) => [
    ["Draft", () => [...draftTab(cell), ...elsewhere(index)]],
    ["Prompt", () => (cell.exchanges.length ? promptTab(cell) : nobody())],
    ["Raw reply", () => (cell.exchanges.length ? replyTab(cell) : nobody())],
    [`Evidence ${(cell.evidence || []).length}`, () => evidenceTab(cell)],
    ["Cost", () => costTab(cell)],
  ];
  let chosen = 0;
  const choose = (place, tabs) => {
    chosen = place;
    [...find("tabs").children].forEach((tab, at) => { tab.setAttribute("aria-selected", at === place); tab.tabIndex = at === place ? 0 : -1; });
    find("panel").setAttribute("aria-labelledby", `tab-${place}`);
    find("panel").replaceChildren(...tabs[place][1]());
    find("panel").scrollTop = 0;
  };
  const open = (index) => {
    opened = index;
    const line = data.cells[index];
    const cell = JSON.parse(find(`cell-${index}`).textContent);
    const tabs = tabsOf(index, cell);
    find("drawer-title").textContent = data.repeats > 1 ? `${line.case}, repeat ${line.repeat + 1}` : line.case;
    find("drawer-about").textContent = [data.about[line.case], data.variants[line.variant], cell.tags.join(", ")].filter(Boolean).join(" · ");
    find("tabs").replaceChildren(...tabs.map(([name], place) => {
      const tab = make("button", { role: "tab", id: `tab-${place}`, type: "button", "aria-controls": "panel" }, name);
      tab.addEventListener("click", () => choose(place, tabs));
      return tab;
    }));
    choose(Math.min(chosen, tabs.length - 1), tabs);
    find("previous").disabled = shown.indexOf(index) <= 0;
    find("next").disabled = shown.indexOf(index) < 0 || shown.indexOf(index) === shown.length - 1;
    if (!drawer.open) drawer.showModal();
  };
  const step = (by) => {
    const target = shown[shown.indexOf(opened) + by];
    if (target !== undefined && shown.includes(opened)) open(target);
  };

  // Wiring

  drawHead();
  fill("column", data.columns.filter((name) => data.cells.some((cell) => cell.failed.includes(name))));
  fill("tag", [...new Set(Object.values(data.tags).flat())].sort());
  document.querySelectorAll(".filters input, .filters select").forEach((control) => control.addEventListener("input", draw));
  find("clear").addEventListener("click", () => {
    document.querySelector("input[name=show][value=all]").checked = true;
    ["column", "tag", "text"].forEach((id) => { find(id).value = ""; });
    draw();
  });
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-index]");
    if (cell) return open(Number(cell.dataset.index));
    const named = event.target.closest("[data-case]");
    if (!named) return undefined;
    const row = rows.get(named.dataset.case) || [];
    const variant = data.variants.indexOf(named.dataset.variant);
    const failing = row.filter((index) => data.cells[index].variant === variant);
    const first = failing.find((index) => data.cells[index].status === "failed") ?? failing[0] ?? row[0];
    return first === undefined ? undefined : open(first);
  });
  find("close").addEventListener("click", () => drawer.close());
  drawer.addEventListener("click", (event) => { if (event.target === drawer) drawer.close(); });
  find("previous").addEventListener("click", () => step(-1));
  find("next").addEventListener("click", () => step(1));
  drawer.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    const tabs = [...find("tabs").children];
    if (!tabs.includes(document.activeElement)) return step(by);
    const target = tabs[(tabs.indexOf(document.activeElement) + by + tabs.length) % tabs.length];
    target.click();
    target.focus();
  });
  draw();
})();
