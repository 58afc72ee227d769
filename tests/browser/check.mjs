// Opens report pages in headless Chromium and fails on what a reader would stumble over:
//
//   node check.mjs [--shots DIR] PAGE.html...
//
// With --long-names FILE, a page whose names are as long as names may be has three sheets.
//
// With --big, which takes the pages that follow as large ones, only what size can break is looked at: how many elements and
// bytes a page has, how many sheets, and what axe finds.
//
// Every page is opened on a desktop and on a phone, light and dark. Checked are: no message on the console, no request
// that leaves the file, no sideways scrolling, no text over other text, no text cut off by its box, contrast of text at
// least 4.5 to 1, no minor or worse finding of axe, the order in which the keyboard goes through it, headings and tables in the accessibility tree, a text alternative for every picture, sorting, filtering,
// that the page is whole without scripts, that it prints on A4, the report itself on two sheets, and that it has fewer than
// 10,000 elements and less than a million bytes. With --shots, pictures are left in DIR.
import { chromium } from "playwright-core";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const args = process.argv.slice(2);
let shots = null;
if (args[0] === "--shots") {
  [, shots] = args.splice(0, 2);
  mkdirSync(shots, { recursive: true });
}
const longNames = new Set();
while (args.includes("--long-names")) longNames.add(args.splice(args.indexOf("--long-names"), 2)[1]);
for (const file of longNames) args.unshift(file);
if (args.length === 0) {
  console.error("usage: node check.mjs [--shots DIR] PAGE.html...");
  process.exit(2);
}

const axeSource = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const screens = { desktop: { width: 1280, height: 900 }, phone: { width: 375, height: 740 } };
let failed = 0;
let passed = 0;

function verdict(name, problems) {
  if (problems.length === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  console.log(`FAILED ${name}`);
  for (const problem of problems.slice(0, 8)) console.log(`  ${problem}`);
  if (problems.length > 8) console.log(`  … and ${problems.length - 8} more`);
}

/** Runs in the page: text that lies over other text, or is cut off by its box. */
function overlaps() {
  const problems = [];
  const seen = [];
  const clipped = (element) => {
    for (let e = element; e; e = e.parentElement) if (getComputedStyle(e).clipPath !== "none") return true;
    return false;
  };
  const visible = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !visible(parent) || clipped(parent) || parent.closest("title,desc,script,style,.visually-hidden,noscript,option")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      // What a scrolling table hides is not on the screen.
      const frame = parent.closest(".scroll")?.getBoundingClientRect();
      if (frame && (box.right > frame.right + 1 || box.left < frame.left - 1)) continue;
      if (box.width > 2 && box.height > 2) seen.push({ box, text: node.data.trim().slice(0, 40), parent });
    }
  }
  seen.sort((a, b) => a.box.top - b.box.top);
  for (let i = 0; i < seen.length; i += 1) {
    const a = seen[i];
    for (let j = i + 1; j < seen.length && seen[j].box.top < a.box.bottom; j += 1) {
      const b = seen[j];
      const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (width > 2 && height > 5) problems.push(`“${a.text}” and “${b.text}” overlap by ${width.toFixed(0)} × ${height.toFixed(0)}`);
    }
  }
  for (const element of document.querySelectorAll("h1,h2,h3,p,td,th,li,dt,dd,summary")) {
    const style = getComputedStyle(element);
    if (visible(element) && style.overflow === "hidden" && element.scrollWidth > element.clientWidth + 1) {
      problems.push(`“${element.textContent.trim().slice(0, 40)}” is cut off`);
    }
  }
  return problems;
}

/** Runs in the page: text whose contrast with its background is below WCAG's AA. */
function weakContrast() {
  const parse = (color) => {
    const numbers = color.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    return { r: numbers[0], g: numbers[1], b: numbers[2], a: numbers[3] ?? 1 };
  };
  const luminance = ({ r, g, b }) => {
    const channel = (value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  };
  const backdrop = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = parse(getComputedStyle(e).backgroundColor);
      if (color.a > 0.99) return color;
    }
    return { r: 255, g: 255, b: 255 };
  };
  const problems = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest("title,desc,script,style")) continue;
    const style = getComputedStyle(element);
    const ink = parse(element.closest("svg") ? style.fill : style.color);
    const [light, dark] = [luminance(ink), luminance(backdrop(element.closest("svg") ?? element))].sort((x, y) => y - x);
    const contrast = (light + 0.05) / (dark + 0.05);
    const needed = parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
    if (contrast < needed) problems.add(`“${node.data.trim().slice(0, 30)}” has a contrast of ${contrast.toFixed(2)}`);
  }
  return [...problems];
}

/** Runs in the page: what a screen reader needs and does not find. */
function unnamed() {
  const problems = [];
  if (!document.documentElement.lang) problems.push("the page names no language");
  if (!document.title.trim()) problems.push("the page has no title");
  if (document.querySelectorAll("h1").length !== 1) problems.push("there is not exactly one h1");
  let level = 1;
  for (const heading of document.querySelectorAll("h1,h2,h3,h4")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) problems.push(`heading “${heading.textContent.trim()}” skips a level`);
    level = next;
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption && !table.getAttribute("aria-labelledby")) problems.push("a table has no name");
    for (const th of table.querySelectorAll("th")) if (!th.scope) problems.push(`header “${th.textContent.trim()}” has no scope`);
  }
  for (const svg of document.querySelectorAll("svg")) {
    const named = svg.getAttribute("aria-labelledby") || svg.getAttribute("aria-label") || svg.getAttribute("aria-hidden") === "true";
    if (!named) problems.push("a picture has no text alternative");
  }
  return problems;
}

async function accessibilityTree(page) {
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send("Accessibility.getFullAXTree");
  const count = (role) => nodes.filter((node) => node.role?.value === role && !node.ignored).length;
  const wanted = await page.evaluate(() => ({
    heading: [...document.querySelectorAll("h1,h2,h3,h4")].filter((h) => h.checkVisibility()).length,
    table: [...document.querySelectorAll("table")].filter((t) => t.checkVisibility()).length,
  }));
  const problems = [];
  if (wanted.heading === 0 || wanted.table === 0) problems.push("the page has no headings or no tables");
  for (const [role, number] of Object.entries(wanted)) {
    if (count(role) !== number) problems.push(`the tree has ${count(role)} of ${number} ${role}s`);
  }
  return problems;
}

async function sorting(page) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
  const button = page.locator("table.sortable th button").first();
  if ((await button.count()) === 0) return ["no table can be sorted"];
  const column = () => page.evaluate(() => {
    const th = document.querySelector("table.sortable th:has(button)");
    return [...th.closest("table").tBodies[0].rows].map((row) => row.cells[th.cellIndex].dataset.sort ?? row.cells[th.cellIndex].textContent.trim());
  });
  const before = await column();
  await button.focus();
  await page.keyboard.press("Enter");
  const once = await column();
  const state = await page.evaluate(() => document.querySelector("table.sortable th:has(button)").getAttribute("aria-sort"));
  await page.keyboard.press("Enter");
  const twice = await column();
  const problems = [];
  if (state !== "ascending") problems.push(`after one press the column says aria-sort=${state}`);
  if ([...before].sort().join() !== [...once].sort().join()) problems.push("sorting lost or made rows");
  if (once.join() !== [...twice].reverse().join() && new Set(once).size === once.length) problems.push("a second press does not reverse the order");
  return problems;
}

async function filtering(page) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
  const box = page.locator("input[type=search]").first();
  if ((await box.count()) === 0) return ["there is no filter"];
  const shown = () => page.evaluate(() => [...document.querySelector("table.filterable").tBodies[0].rows].filter((row) => !row.hidden).length);
  const all = await shown();
  await box.fill("no row says this ⌘⌘");
  const none = await shown();
  const said = await page.locator("[role=status]").first().innerText();
  await box.fill("");
  const again = await shown();
  const problems = none === 0 && again === all ? [] : [`the filter shows ${all}, then ${none}, then ${again} rows`];
  if (!/0/.test(said) || !said.includes(String(all))) problems.push(`the filter says “${said}” of ${all} rows`);
  return problems;
}

/** What axe finds: WCAG and its own advice. */
async function axe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map((found) => `${found.impact} ${found.id}: ${found.nodes[0].html.slice(0, 100)}`);
}

/** Goes through the page with the tab key: each stop is visible, and comes after the one before it. */
async function focusOrder(page) {
  await page.evaluate(() => { document.activeElement?.blur(); window.stops = []; });
  const problems = [];
  for (let stop = 0; stop < 40; stop += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      const box = e.getBoundingClientRect();
      const last = window.stops.at(-1);
      window.stops.push(e);
      return {
        name: (e.textContent || e.placeholder || e.tagName).trim().slice(0, 40),
        visible: e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && box.width > 0 && box.height > 0,
        after: !last || Boolean(last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING),
      };
    });
    if (!found) break;
    if (!found.visible) problems.push(`“${found.name}” takes the focus and cannot be seen`);
    if (!found.after) problems.push(`“${found.name}” comes before what had the focus`);
  }
  if ((await page.evaluate(() => window.stops.length)) < 3) problems.push("the keyboard reaches next to nothing");
  return problems;
}

/** Runs in the page: the size of it, and names that two tables share. */
function size(bytes) {
  const problems = [];
  const elements = document.querySelectorAll("*").length;
  if (elements >= 10_000) problems.push(`${elements} elements`);
  if (bytes >= 1_000_000) problems.push(`${bytes} bytes`);
  const captions = [...document.querySelectorAll("caption")].map((caption) => caption.textContent.trim());
  const twice = captions.filter((caption, at) => captions.indexOf(caption) !== at);
  if (twice.length > 0) problems.push(`two tables are called “${twice[0]}”`);
  const broken = [...document.querySelectorAll("a[href^='#']")].filter((a) => !document.getElementById(a.hash.slice(1)));
  if (broken.length > 0) problems.push(`nothing is at ${broken[0].hash}`);
  return problems;
}

async function look(browser, file, screen, scheme) {
  const context = await browser.newContext({ viewport: screens[screen], colorScheme: scheme });
  const page = await context.newPage();
  const loud = [];
  page.on("console", (message) => loud.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => loud.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { loud.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  const url = pathToFileURL(resolve(file)).href;
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) loud.push(`request: ${request.url()}`);
  });
  await page.goto(url, { waitUntil: "load" });
  const name = `${basename(file)} · ${screen} · ${scheme}`;
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  verdict(`${name}: no sideways scrolling`, wide > 0 ? [`${wide} px wider than the screen`] : []);
  verdict(`${name}: nothing overlaps`, await page.evaluate(overlaps));
  verdict(`${name}: contrast`, await page.evaluate(weakContrast));
  if (shots) {
    await page.screenshot({ path: `${shots}/${basename(file, ".html")}-${screen}-${scheme}.png`, fullPage: true });
  }
  if (scheme === "light") {
    verdict(`${name}: names for a screen reader`, await page.evaluate(unnamed));
    verdict(`${name}: accessibility tree`, await accessibilityTree(page));
    verdict(`${name}: axe`, await axe(page));
    verdict(`${name}: focus`, await focusOrder(page));
    // A phone has no heads of columns to sort by.
    if (screen === "desktop") verdict(`${name}: sorting`, await sorting(page));
    verdict(`${name}: filtering`, await filtering(page));
  }
  verdict(`${name}: nothing on the console, no request`, loud);
  await context.close();
}

async function withoutScripts(browser, file) {
  const text = async (javaScriptEnabled) => {
    const context = await browser.newContext({ viewport: screens.desktop, javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(pathToFileURL(resolve(file)).href);
    const words = await page.locator("main").innerText();
    await context.close();
    return words.replace(/\s+/g, "");
  };
  const [plain, scripted] = [await text(false), await text(true)];
  verdict(`${basename(file)}: whole without scripts`, plain === scripted ? [] : ["the text differs"]);
}

const sheets = (pdf) => (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length;

async function print(browser, file) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(resolve(file)).href);
  const path = shots ? `${shots}/${basename(file, ".html")}.pdf` : undefined;
  const pdf = await page.pdf({ preferCSSPageSize: true, path });
  verdict(`${basename(file)}: prints`, pdf.length > 10_000 ? [] : ["the PDF is empty"]);
  await page.addStyleTag({ content: "#appendix { display: none; }" });
  const report = sheets(await page.pdf({ preferCSSPageSize: true }));
  const most = longNames.has(file) ? 3 : 2;
  verdict(`${basename(file)}: the report prints on ${most} sheets`, report <= most ? [] : [`it takes ${report}`]);
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 718, height: 1000 }); // A4 at 96 dpi less the margins
  const wide = await page.evaluate(() => [...document.querySelectorAll("table")]
    .filter((table) => table.checkVisibility() && table.getBoundingClientRect().right > innerWidth + 1)
    .map((table) => `table “${(table.caption?.textContent ?? table.id).trim().slice(0, 40)}” is cut at the paper's edge`));
  verdict(`${basename(file)}: no table is cut on A4`, wide);
  await page.close();
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
async function big(browser, file) {
  const page = await browser.newPage({ viewport: screens.desktop });
  await page.goto(pathToFileURL(resolve(file)).href);
  verdict(`${basename(file)}: size`, await page.evaluate(size, statSync(file).size));
  verdict(`${basename(file)}: axe`, await axe(page));
  await page.close();
  await print(browser, file);
}

const large = args.indexOf("--big");
for (const file of large < 0 ? [] : args.slice(large + 1)) await big(browser, file);
for (const file of large < 0 ? args : args.slice(0, large)) {
  const sized = await browser.newPage();
  await sized.goto(pathToFileURL(resolve(file)).href);
  verdict(`${basename(file)}: size`, await sized.evaluate(size, statSync(file).size));
  await sized.close();
  for (const screen of Object.keys(screens)) {
    for (const scheme of ["light", "dark"]) await look(browser, file, screen, scheme);
  }
  await withoutScripts(browser, file);
  await print(browser, file);
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
