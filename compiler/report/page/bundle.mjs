// Bundles charts.js with the charting library into one script, and puts what their licences ask for at its head:
//
//   node compiler/report/page/bundle.mjs NODE_MODULES OUT
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [modules, out] = process.argv.slice(2).map((path) => resolve(path));
const { buildSync } = createRequire(`${modules}/`)("esbuild");
const { metafile, outputFiles } = buildSync({
  entryPoints: ["compiler/report/page/charts.js"],
  bundle: true, minify: true, format: "iife", target: "es2020", charset: "utf8", legalComments: "none",
  nodePaths: [modules], metafile: true, write: false, logLevel: "warning",
});

// Each licence once, with the packages and the holders of copyright that it is of.
const licences = new Map();
const [bundle] = Object.values(metafile.outputs);
const used = Object.keys(bundle.inputs).filter((path) => bundle.inputs[path].bytesInOutput > 0);
const names = new Set(used.map((path) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean));
for (const name of [...names].sort()) {
  const { version } = JSON.parse(readFileSync(`${modules}/${name}/package.json`, "utf8"));
  const text = readFileSync(`${modules}/${name}/LICENSE`, "utf8").trim();
  const holders = text.split("\n").filter((line) => /^Copyright/.test(line)).join("; ");
  const rest = text.split("\n").filter((line) => !/^Copyright/.test(line)).join("\n").replaceAll("*/", "* /").trim();
  licences.set(rest, [...(licences.get(rest) ?? []), `${name} ${version}: ${holders}`]);
}
const notices = [...licences].map(([text, packages]) => `${packages.join("\n")}\n\n${text}`).join("\n\n");
const script = outputFiles[0].text;
if (/<\/script|<!--/i.test(script + notices)) throw new Error("the bundle would end its script element");
writeFileSync(out, `/* With parts of these packages:\n\n${notices}\n*/\n${script}`);
