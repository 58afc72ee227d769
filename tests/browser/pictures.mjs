// Takes the README's pictures of a report page: node pictures.mjs PAGE.html DIRECTORY
import { chromium } from "playwright-core";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [file, directory] = process.argv.slice(2);
if (!directory) {
  console.error("usage: node pictures.mjs PAGE.html DIRECTORY");
  process.exit(2);
}
mkdirSync(directory, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

async function picture(name, viewport, colorScheme, anchor) {
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  await page.goto(pathToFileURL(resolve(file)).href);
  if (anchor) await page.evaluate((id) => document.getElementById(id).scrollIntoView(), anchor);
  await page.screenshot({ path: `${directory}/${name}.png` });
  await context.close();
}

await picture("headlines", { width: 1000, height: 900 }, "light");
await picture("departments", { width: 1000, height: 760 }, "light", "compliance");
await picture("pairs", { width: 1000, height: 980 }, "light", "pairs");
await picture("phone-dark", { width: 375, height: 740 }, "dark");
await browser.close();
