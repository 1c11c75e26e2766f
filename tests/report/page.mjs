// Looks at pages of reports in headless Chromium, and prints TAP:
//
//   node tests/report/page.mjs NODE_MODULES FOLDER NAME...      of FOLDER/NAME.html, with its figures in NAME.json
import { readFileSync, rmSync, mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [modules, folder, ...names] = process.argv.slice(2);
const { chromium } = createRequire(`${modules}/`)("playwright-core");

let checks = 0, failures = 0;
function ok(passed, what, notes) {
  checks++;
  if (!passed) failures++;
  console.log(`${passed ? "ok" : "not ok"} ${checks} - ${what}`);
  if (!passed && notes !== undefined) console.log(`# ${JSON.stringify(notes)}`);
}
const is = (found, expected, what) => ok(JSON.stringify(found) === JSON.stringify(expected), what, { found, expected });

// ---- what is looked up in the page ---------------------------------------------------------------

// Of each chart: its kind and number, its width and that of its place, and its bars, in the order in which they were drawn.
const readCharts = () => [...document.querySelectorAll("[data-chart]")].map((place) => {
  const svg = [...place.querySelectorAll("svg")].pop(), box = svg?.getBoundingClientRect();
  return {
    kind: place.dataset.chart, of: Number(place.dataset.of), drawn: Boolean(svg), width: box?.width, room: place.clientWidth, label: place.getAttribute("aria-label"),
    bars: [...(svg?.querySelectorAll('[aria-label="bar"] rect, [aria-label="rect"] rect') ?? [])].map((bar) => ({
      x: Number(bar.getAttribute("x")), width: Number(bar.getAttribute("width")), height: Number(bar.getAttribute("height")), title: bar.getAttribute("aria-label") ?? "",
    })),
    dots: svg?.querySelectorAll('[aria-label="dot"] circle[aria-label]').length ?? 0,
    size: [...(svg?.querySelectorAll("text") ?? [])].map((text) => parseFloat(getComputedStyle(text).fontSize)).reduce((a, b) => Math.min(a, b), 99),
  };
});

// All tables as texts: caption, then rows with the headings of their columns.
const readTables = () => [...document.querySelectorAll("table")].map((table) => ({
  section: table.closest("section").id, caption: table.caption.textContent,
  headings: [...table.tHead.rows[0].cells].map((cell) => cell.textContent),
  rows: [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent)),
}));

// The least contrast of any text with what is behind it (WCAG 2.1, 1.4.3).
const leastContrast = () => {
  const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((part) => part / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  let least = { ratio: 99 };
  for (const element of document.querySelectorAll("h1, h2, h3, p, th, td, caption, li, span, strong, svg text")) {
    if (!element.textContent.trim()) continue;
    const style = getComputedStyle(element), svg = element instanceof SVGElement;
    const text = light(parse(svg ? style.fill : style.color)), back = light(behind(svg ? element.ownerSVGElement.parentElement : element));
    const ratio = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
    if (ratio < least.ratio) least = { ratio, text: element.textContent.slice(0, 40) };
  }
  return least;
};

// ---- what the figures say must be there ----------------------------------------------------------

const count = (n) => n.toLocaleString("en-US");
const share = (percent) => (percent === null ? "–" : `${percent}%`);
const verdicts = ["met", "late", "breached", "open", "cancelled", "passed_on"];
const stacked = (item) => [item.met, item.late, item.breached, item.open, item.cancelled + item.passed_on];
const most = (list) => list.slice(0, 30);

// How high or long each bar must be, as far as only the proportions count; bars of nothing too.
const expectedBars = {
  funnel: (figures) => most(figures.stages).map((stage) => stage.entered),
  weeks: (figures, of) => figures.slas[of].weeks.flatMap(stacked),
  owners: (figures, of) => most(figures.slas[of].owners).flatMap(stacked),
  times: (figures, of) => figures.slas[of].bins.map((bin) => bin.count),
  load: (figures) => most(figures.load.filter((owner) => owner.assigned || owner.held || owner.lost).sort((a, b) => b.assigned - a.assigned))
    .flatMap((owner) => [owner.assigned - owner.reassigned, owner.reassigned]),
  reasons: (figures, of) => most(figures.reasons[of].values).map((value) => value.count),
  scores: (figures, of) => figures.scores[of].bins.map((bin) => bin.count),
};
const lying = new Set(["funnel", "owners", "load", "reasons"]);

function checkBars(chart, figures, what) {
  if (chart.kind === "ranks") {
    is(chart.dots, most(figures.slas[chart.of].owners.filter((owner) => owner.answers > 0)).length, `${what}: a dot for each rep`);
    return;
  }
  const expected = expectedBars[chart.kind](figures, chart.of);
  is(chart.bars.length, expected.length, `${what}: a bar for each figure`);
  const found = chart.bars.map((bar) => (lying.has(chart.kind) ? bar.width : bar.height));
  const scale = Math.max(...found) / Math.max(1, ...expected);
  const wrong = expected.filter((number, i) => Math.abs(found[i] - number * scale) > 1.01);
  ok(scale > 0 || Math.max(...expected) === 0, `${what}: bars can be seen`, found);
  is(wrong, [], `${what}: bars are as long as their figures`);
  const untitled = expected.filter((number, i) => !chart.bars[i]?.title.replaceAll(",", "").includes(String(number)));
  is(untitled, [], `${what}: bars say their figures`);
}

const countsOf = (item) => [item.started, ...verdicts.map((verdict) => item[verdict])].map(count).concat(share(item.compliance));

function checkTables(tables, figures, what) {
  const table = (section, caption) => tables.find((one) => one.section === section && one.caption === caption)?.rows.map((row) => row.slice(1)) ?? [];
  is(table("funnel", "What became of them").map((row) => row.slice(0, 4)), figures.stages.map((stage) => [stage.entered, stage.leads, stage.gone, stage.still].map(count)), `${what}: the funnel's table`);
  is(table("funnel", "Entered, by week"), figures.stages.map((stage) => stage.weeks.map((week) => count(week.entered))), `${what}: the funnel's weeks`);
  for (const [i, sla] of figures.slas.entries()) {
    is(table(`sla-${i}`, "By the week in which it started"), [...sla.weeks, sla].map(countsOf), `${what}: SLA ${i}, by week`);
    is(table(`sla-${i}`, "By whose the lead was"), sla.owners.map(countsOf), `${what}: SLA ${i}, by owner`);
    is(table(`sla-${i}`, "Time to answer").flat(), sla.bins.map((bin) => count(bin.count)), `${what}: SLA ${i}, time to answer`);
    is(table(`sla-${i}`, "Time to answer, by whose the lead was").map((row) => row[0]), sla.answers ? [...sla.owners, sla].map((item) => count(item.answers)) : [], `${what}: SLA ${i}, answers by owner`);
  }
  is(table("load", "Leads, in all and by week").map((row) => row.slice(1)),
    figures.load.map((owner) => [owner.assigned, owner.reassigned, owner.lost, owner.held, ...owner.weeks.map((week) => week.assigned)].map(count)), `${what}: load`);
  const reasons = tables.filter((one) => one.section === "reasons" && one.headings[0] === "Value");
  is(reasons.map((one) => one.rows.map((row) => row[1])), figures.reasons.map((told) => told.values.map((value) => count(value.count))), `${what}: reasons`);
  const scores = tables.filter((one) => one.section === "scores");
  is(scores.map((one) => one.rows.map((row) => row[1])), figures.scores.filter((score) => score.bins.length).map((score) => score.bins.map((bin) => count(bin.count))), `${what}: scores`);
}

// ---- the browser ---------------------------------------------------------------------------------

const profile = mkdtempSync(join(tmpdir(), "report-page-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: "/usr/bin/chromium", headless: true, viewport: { width: 1200, height: 900 },
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function open(name, what) {
  const page = await context.newPage(), said = [], asked = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  page.on("dialog", (dialog) => { said.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`file://${folder}/${name}.html`);
  return { page, check: () => { is(said, [], `${what}: nothing goes wrong`); is(asked.length, 1, `${what}: nothing but the page is loaded`); } };
}

async function checkDesk(name, figures) {
  const { page, check } = await open(name, name);
  const charts = await page.evaluate(readCharts);
  ok(charts.length > 0 && charts.every((chart) => chart.drawn && chart.label), `${name}: every chart is drawn and has a name`, charts.map((chart) => [chart.kind, chart.drawn]));
  for (const chart of charts) checkBars(chart, figures, `${name}: ${chart.kind} ${chart.of}`);
  checkTables(await page.evaluate(readTables), figures, name);
  is(await page.evaluate(() => JSON.parse(document.getElementById("figures").textContent)), figures, `${name}: the figures in the page are those of --json`);
  is(await page.evaluate(() => [document.documentElement.lang, document.querySelectorAll("h1").length, document.title.length > 5]), ["en", 1, true], `${name}: language, heading and title`);
  is(await page.title(), await page.evaluate(() => `${document.querySelector("h1").textContent}, ${document.querySelector(".period").textContent}`), `${name}: the title says what and when`);
  const bar = page.locator('[data-chart="funnel"] [aria-label="bar"] rect').first();
  await bar.hover();
  const told = await page.locator('[data-chart="funnel"] [aria-label="tip"]').textContent();
  is(told.replaceAll(" ", "").replaceAll("\u200b", ""), (await bar.getAttribute("aria-label")).replaceAll(" ", ""), `${name}: a bar tells its figures when it is pointed at (lines break at blanks)`);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const least = await page.evaluate(leastContrast);
    ok(least.ratio >= 4.5, `${name}: ${colorScheme}: contrast`, least);
  }
  const backs = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    backs.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
  }
  ok(backs[0] !== backs[1], `${name}: dark is another background`, backs);
  check();
  await page.close();
}

// At the width of a phone nothing reaches beyond it, and text is not smaller than on a desk.
async function checkPhone(name) {
  const { page, check } = await open(name, `${name}, phone`);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.waitForFunction(() => [...document.querySelectorAll(".chart svg")].every((svg) => svg.getBoundingClientRect().width <= 360));
  is(await page.evaluate(() => document.documentElement.scrollWidth), 360, `${name}, phone: nothing to scroll sideways`);
  const wide = await page.evaluate(() => [...document.querySelectorAll("main *")].filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > 360.5 && !element.closest("thead, [role=tooltip]"))
    .map((element) => `${element.tagName} ${element.textContent.slice(0, 30)}`));
  is(wide, [], `${name}, phone: nothing reaches beyond the edge`);
  const charts = await page.evaluate(readCharts);
  ok(charts.every((chart) => chart.drawn && chart.size >= 10 && chart.width <= chart.room + 1), `${name}, phone: charts fit, and their text can be read`, charts.map((chart) => [chart.kind, chart.size, chart.width, chart.room]));
  check();
  await page.close();
}

async function checkPrint(name) {
  const { page, check } = await open(name, `${name}, print`);
  const pdf = (await page.pdf({ preferCSSPageSize: true, format: "A4" })).toString("latin1");
  const pages = (pdf.match(/\/Type\s*\/Page\b/g) ?? []).length;
  ok(pages >= await page.evaluate(() => document.querySelectorAll("section").length - 1), `${name}, print: a page for each section`, pages);
  await page.emulateMedia({ media: "print" });
  const hidden = await page.evaluate(() => [...document.querySelectorAll("table, thead, tbody td")].filter((element) => !element.checkVisibility() || element.getBoundingClientRect().height === 0).length);
  is(hidden, 0, `${name}, print: every table is shown`);
  is(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)", `${name}, print: on white`);
  const cut = await page.evaluate(() => {
    dispatchEvent(new Event("beforeprint"));
    return [...document.querySelectorAll(".chart")].filter((chart) => getComputedStyle(chart).breakInside !== "avoid" || chart.querySelector("svg").getBoundingClientRect().width > 681).length;
  });
  is(cut, 0, `${name}, print: no chart is cut`);
  check();
  await page.close();
}

async function checkWithoutScripts(name, figures) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`file://${folder}/${name}.html`);
  const empty = await page.locator(".chart").evaluateAll((charts) => charts.filter((chart) => getComputedStyle(chart).display !== "none").length);
  is(empty, 0, `${name}, without scripts: no empty charts`);
  is(await page.locator("#funnel tbody th").count(), figures.stages.length * 2, `${name}, without scripts: the tables are there`);
  await browser.close();
}

try {
  for (const name of names) {
    const figures = JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8"));
    await checkDesk(name, figures);
    await checkPhone(name);
    await checkPrint(name);
    await checkWithoutScripts(name, figures);
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(`1..${checks}`);
process.exitCode = failures ? 1 : 0;
