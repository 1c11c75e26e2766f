// Draws the charts of a report from the figures that stand in the page. Every chart is drawn anew for the width that it
// has, so that its text stays readable on a phone; print gets the width of a sheet.
import { plot, barX, barY, rectY, ruleX, ruleY, dot, link, text, axisX } from "@observablehq/plot";

const figures = JSON.parse(document.getElementById("figures").textContent);

// ---- words, as on the rest of the page -----------------------------------------------------------

const label = (item, name) => item.title || (item[name] || "nobody").replaceAll("_", " ");
const count = (n) => n.toLocaleString("en-US");
const share = (percent) => (percent === null ? "–" : `${percent}%`);
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const years = (figures.stages[0] ?? figures.slas[0])?.weeks.length > 52; // then a day of the year says too little
const week = (date) => `${Number(date.slice(8))} ${months[Number(date.slice(5, 7)) - 1]}${years ? ` ${date.slice(0, 4)}` : ""}`;
const points = (n) => String(n);
const units = [["s", 1], ["min", 60], ["h", 3600], ["days", 86400]];
const rounded = (n) => String(Math.round(n * 10) / 10);
function time(seconds, elapsed) {
  if (seconds === null) return "–";
  const [unit, length] = units[seconds < 60 ? 0 : seconds < 3600 ? 1 : seconds < 172800 || !elapsed ? 2 : 3];
  return `${length <= 60 ? Math.round(seconds / length) : rounded(seconds / length)} ${unit}`;
}
const kept = (text, width) => (text.length * 7 <= width ? text : `${text.slice(0, Math.max(1, Math.floor(width / 7) - 1))}…`);

// ---- what charts have in common ------------------------------------------------------------------

const MOST_ROWS = 30; // the table has all of them
const verdicts = [
  ["met", "in time", "var(--good)"],
  ["late", "late", "var(--late)"],
  ["breached", "never met", "var(--bad)"],
  ["open", "open", "var(--open)"],
  ["other", "cancelled or passed on", "var(--none)"],
];
const counted = (item, verdict) => (verdict === "other" ? item.cancelled + item.passed_on : item[verdict]);
const style = { color: "inherit", background: "none", fontSize: "13px" };

function legend(entries) {
  const list = document.createElement("ul");
  list.className = "legend";
  for (const [, name, colour] of entries) {
    const item = list.appendChild(document.createElement("li"));
    item.appendChild(document.createElement("i")).style.background = colour;
    item.append(name);
  }
  return list;
}

// Bars that lie, each with its label above it: a long name takes no width from the bars.
function rows(items, width, options) {
  const shown = items.slice(0, MOST_ROWS);
  const most = Math.max(1, ...shown.map((item) => item.total));
  const height = 40;
  return plot({
    width, style, height: shown.length * height + 8, ariaLabel: options.what,
    marginLeft: 1, marginRight: 1, marginTop: 4, marginBottom: 4,
    x: { axis: null, domain: [0, most] },
    y: { axis: null, domain: shown.map((_, i) => i), padding: 0 },
    marks: [
      text(shown, { y: (_, i) => i, x: 0, dy: -9, textAnchor: "start", text: (item) => kept(item.label, width - 8 - 7 * item.says.length) }),
      text(shown, { y: (_, i) => i, x: most, dy: -9, textAnchor: "end", fill: "var(--quiet)", text: "says" }),
      barX(shown.flatMap((item, i) => item.parts.map((part) => ({ ...part, i }))), {
        y: "i", x: "value", insetTop: 20, insetBottom: 6, fill: "colour", title: "title", ariaLabel: "title", tip: true,
      }),
    ],
  });
}

// Bars that stand, one for each bin; the last may have no end and is as wide as the others.
function histogram(bins, width, options) {
  const size = options.to(bins[0]) - options.from(bins[0]);
  const marks = bins.map((bin) => {
    const from = options.from(bin), to = options.to(bin);
    return { from, to: to === null ? from + size : to, count: bin.count, open: to === null, title: `${options.bin(bin)}: ${count(bin.count)}` };
  });
  const ends = [...new Set(marks.flatMap((mark) => (mark.open ? [mark.from] : [mark.from, mark.to])))];
  const every = Math.ceil((ends.length * (options.tick(ends[ends.length - 1]).length * 8 + 14)) / width);
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  return plot({
    width, style, height: 240, ariaLabel: options.what, marginLeft: 40, marginRight: 16, marginTop: 36, marginBottom: 40,
    x: { domain: [marks[0].from, marks[marks.length - 1].to] },
    y: { label: null, grid: true, tickSize: 0, domain: [0, most], ticks: Math.min(5, most), tickFormat: (n) => (Number.isInteger(n) ? count(n) : "") },
    marks: [
      axisX(ends.filter((_, i) => i % every === 0), { label: options.unit, tickFormat: options.tick, tickSize: 4 }),
      rectY(marks, { x1: "from", x2: "to", y: "count", fill: (mark) => (mark.open ? "var(--open)" : "var(--main)"), title: "title", ariaLabel: "title", tip: true, insetLeft: 1, insetRight: 1 }),
      ...options.rules.filter(([at]) => at !== null).flatMap(([at, name], i) => [
        ruleX([at], { stroke: "var(--text)", strokeDasharray: "3,3" }),
        text([at], { x: at, y: most, dy: -10 - 14 * i, text: [name], lineAnchor: "bottom", textAnchor: at > (marks[0].from + marks[marks.length - 1].to) / 2 ? "end" : "start" }),
      ]),
      ruleY([0], { stroke: "var(--quiet)" }),
    ],
  });
}

// ---- the charts, by the name that the page gives them --------------------------------------------

const charts = {
  funnel(_, width) {
    const items = figures.stages.map((stage) => {
      const best = stage.next.reduce((a, b) => (a && a.count >= b.count ? a : b), null);
      const to = best && !stage.final ? `${share(best.percent)} to ${best.stage.replaceAll("_", " ")}` : stage.final ? "final" : "";
      const name = label(stage, "stage");
      return {
        label: name, says: width < 420 || !to ? count(stage.entered) : `${count(stage.entered)}, ${to}`, total: stage.entered,
        parts: [{ value: stage.entered, colour: "var(--main)", title: `${name}: ${count(stage.entered)} entered, ${count(stage.leads)} leads, ${count(stage.still)} still there` }],
      };
    });
    return [rows(items, width, { what: "Funnel" })];
  },

  weeks(index, width) {
    const sla = figures.slas[index];
    const parts = sla.weeks.flatMap((item) => verdicts.map(([verdict, name, colour]) => ({
      week: item.week, value: counted(item, verdict), colour, title: `${week(item.week)}, ${name}: ${count(counted(item, verdict))}`,
    })));
    const every = Math.ceil((sla.weeks.length * (years ? 90 : 54)) / (width - 50));
    return [legend(verdicts), plot({
      width, style, height: 260, ariaLabel: "Verdicts by week", marginLeft: 40, marginRight: 4, marginTop: 24, marginBottom: 34,
      x: { domain: sla.weeks.map((item) => item.week), tickFormat: (date) => (sla.weeks.findIndex((item) => item.week === date) % every ? "" : week(date)), label: null, tickSize: 0, padding: 0.2 },
      y: { grid: true, label: null, tickSize: 0, ticks: 5, tickFormat: (n) => (Number.isInteger(n) ? count(n) : "") },
      marks: [
        barY(parts, { x: "week", y: "value", fill: "colour", title: "title", ariaLabel: "title", tip: true }),
        text(sla.weeks.filter((item, i) => i % every === 0 && item.compliance !== null), { x: "week", y: "started", dy: -10, text: (item) => share(item.compliance) }),
        ruleY([0], { stroke: "var(--quiet)" }),
      ],
    })];
  },

  owners(index, width) {
    const items = figures.slas[index].owners.map((owner) => {
      const name = label(owner, "owner");
      return {
        label: name, says: `${share(owner.compliance)} of ${count(owner.met + owner.late + owner.breached)}`, total: owner.started,
        parts: verdicts.map(([verdict, words, colour]) => ({ value: counted(owner, verdict), colour, title: `${name}, ${words}: ${count(counted(owner, verdict))}` })),
      };
    });
    return [legend(verdicts), rows(items, width, { what: "Verdicts by rep" })];
  },

  times(index, width) {
    const sla = figures.slas[index];
    const elapsed = sla.time === "elapsed";
    const size = sla.bins[0].to_seconds;
    const [unit, length] = units.filter(([name, seconds]) => size % seconds === 0 && (elapsed || name !== "days")).pop();
    return [histogram(sla.bins, width, {
      what: "Time to answer", unit: `${unit}, ${elapsed ? "elapsed" : sla.time === "open" ? "open time" : "as each target counts"}`,
      from: (bin) => bin.from_seconds, to: (bin) => bin.to_seconds, tick: (seconds) => rounded(seconds / length),
      bin: (bin) => (bin.to_seconds === null ? `${rounded(bin.from_seconds / length)} ${unit} or more` : `${rounded(bin.from_seconds / length)} to ${rounded(bin.to_seconds / length)} ${unit}`),
      rules: [[sla.median_seconds, `half within ${time(sla.median_seconds, elapsed)}`], [sla.p95_seconds, `95% within ${time(sla.p95_seconds, elapsed)}`]],
    })];
  },

  ranks(index, width) {
    const sla = figures.slas[index];
    const elapsed = sla.time === "elapsed";
    const items = sla.owners.filter((owner) => owner.answers > 0).slice(0, MOST_ROWS);
    const most = Math.max(1, ...items.map((owner) => owner.p95_seconds));
    const title = (owner) => `${label(owner, "owner")}: half within ${time(owner.median_seconds, elapsed)}, 95% within ${time(owner.p95_seconds, elapsed)}`;
    return [legend([["", "half of the answers within", "var(--main)"], ["", "95% within (ring)", "var(--open)"]]), plot({
      width, style, height: items.length * 40 + 8, ariaLabel: "Time to answer by rep", marginLeft: 8, marginRight: 8, marginTop: 4, marginBottom: 4,
      x: { axis: null, domain: [0, most] }, y: { axis: null, type: "band", domain: items.map((_, i) => i), padding: 0 },
      marks: [
        text(items, { y: (_, i) => i, x: 0, dx: -7, dy: -9, textAnchor: "start", text: (owner) => kept(label(owner, "owner"), width - 190) }),
        text(items, { y: (_, i) => i, x: most, dx: 7, dy: -9, textAnchor: "end", fill: "var(--quiet)", text: (owner) => `half ${time(owner.median_seconds, elapsed)}, 95% ${time(owner.p95_seconds, elapsed)}` }),
        link(items, { y1: (_, i) => i, y2: (_, i) => i, x1: "median_seconds", x2: "p95_seconds", dy: 10, stroke: "var(--open)", strokeWidth: 3 }),
        dot(items, { y: (_, i) => i, x: "p95_seconds", dy: 10, r: 5, fill: "var(--back)", stroke: "var(--main)", strokeWidth: 2, title }),
        dot(items, { y: (_, i) => i, x: "median_seconds", dy: 10, r: 5.5, fill: "var(--main)", title, ariaLabel: title, tip: true }),
      ],
    })];
  },

  load(_, width) {
    const items = figures.load.filter((owner) => owner.assigned || owner.held || owner.lost).sort((a, b) => b.assigned - a.assigned).map((owner) => {
      const name = label(owner, "owner");
      const says = `${count(owner.assigned)}, holds ${count(owner.held)}`;
      return {
        label: name, says: owner.lost ? `${says}, lost ${count(owner.lost)}` : says, total: owner.assigned,
        parts: [
          { value: owner.assigned - owner.reassigned, colour: "var(--main)", title: `${name}: ${count(owner.assigned - owner.reassigned)} assigned` },
          { value: owner.reassigned, colour: "var(--late)", title: `${name}: ${count(owner.reassigned)} taken over` },
        ],
      };
    });
    return [legend([["", "assigned", "var(--main)"], ["", "taken over, because another did not answer", "var(--late)"]]), rows(items, width, { what: "Leads by rep" })];
  },

  reasons(index, width) {
    const told = figures.reasons[index];
    const items = told.values.map((value) => {
      const name = value.value.replaceAll("_", " ");
      const percent = Math.round((value.count * 1000) / told.count) / 10;
      return { label: name, says: `${count(value.count)}, ${percent}%`, total: value.count, parts: [{ value: value.count, colour: "var(--main)", title: `${name}: ${count(value.count)}` }] };
    });
    return [rows(items, width, { what: "Reasons" })];
  },

  scores(index, width) {
    const score = figures.scores[index];
    return [histogram(score.bins, width, {
      what: "Scores", unit: "points", from: (bin) => bin.from, to: (bin) => bin.to, tick: points,
      bin: (bin) => `${points(bin.from)} to ${points(bin.to)} points`, rules: [[score.median, `median ${points(score.median)}`]],
    })];
  },
};

// ---- drawing -------------------------------------------------------------------------------------

const SHEET = 680, HALF_SHEET = 300; // widths of charts in print: with a wide table below, or a narrow one beside them
const places = [...document.querySelectorAll("[data-chart]")];
function draw(place, width) {
  if (width < 1 || place.drawn === width) return;
  place.drawn = width;
  place.replaceChildren(...charts[place.dataset.chart](Number(place.dataset.of), width));
}
// An empty place has no width of its own.
const room = (place) => Math.floor((place.clientWidth || place.parentElement.clientWidth));
for (const place of places) {
  place.style.display = "block";
  draw(place, room(place));
}
const roomOnSheet = (place) => (place.closest(".pair") && !place.parentElement.querySelector(".wide, .many") ? HALF_SHEET : SHEET);
const onSheet = () => matchMedia("print").matches;
addEventListener("resize", () => { if (!onSheet()) for (const place of places) draw(place, room(place)); });
addEventListener("beforeprint", () => { for (const place of places) draw(place, roomOnSheet(place)); });
addEventListener("afterprint", () => { for (const place of places) draw(place, room(place)); });
