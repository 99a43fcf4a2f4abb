// Compiles static/src into static/css (left-to-right and mirrored sheets) and static/js.
// Run by `make assets`; the results are committed, so only people who change them need Node.
import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";
import * as esbuild from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";

const root = path.resolve(import.meta.dirname, "..");
const source = path.join(root, "static", "src");
const notice = "/*! Includes govuk-frontend 6.6.0, MIT licence, Crown copyright */\n";
// Only these contain other people's work.
const notices = {
  "app.js": notice,
  "forms.js": notice,
  "map.js": "/*! Includes Leaflet 1.9.4, BSD 2-clause licence (vendor/leaflet/LICENSE) */\n",
};

// In a right-to-left page these stay as they are: the logical properties of our own rules turn by
// themselves, and rtlcss leaves them alone.
const mirror = (css) => rtlcss.process(css, { useCalc: true });

async function sheets() {
  const folder = path.join(source, "scss");
  const names = (await readdir(folder)).filter((name) => /^[^_].*\.scss$/.test(name));
  return names.flatMap((name) => {
    const { css } = sass.compile(path.join(folder, name), {
      loadPaths: [path.join(root, "node_modules")],
      style: "compressed",
      charset: false, // the file is joined to a notice: a byte order mark would stand in its middle
      quietDeps: true,
    });
    const stem = path.join("css", path.basename(name, ".scss"));
    return [
      [`${stem}.css`, notice + css + "\n"],
      [`${stem}.rtl.css`, notice + mirror(css) + "\n"],
    ];
  });
}

async function scripts() {
  const folder = path.join(source, "js");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".js"));
  const { outputFiles } = await esbuild.build({
    entryPoints: names.map((name) => path.join(folder, name)),
    outdir: path.join(root, "static", "js"),
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2020",
    legalComments: "none",
  });
  return outputFiles.map((file) => {
    const name = path.basename(file.path);
    return [path.join("js", name), (notices[name] ?? "") + file.text];
  });
}

// Leaflet's own sheet and pictures, as they come. They are not mirrored: left is west on every map.
async function leaflet() {
  const from = path.join(root, "node_modules", "leaflet");
  const to = path.join(root, "static", "vendor", "leaflet");
  await mkdir(to, { recursive: true });
  await cp(path.join(from, "LICENSE"), path.join(to, "LICENSE"));
  await cp(path.join(from, "dist", "leaflet.css"), path.join(to, "leaflet.css"));
  await cp(path.join(from, "dist", "images"), path.join(to, "images"), { recursive: true });
}

await leaflet();
for (const [name, text] of [...(await sheets()), ...(await scripts())]) {
  const target = path.join(root, "static", name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
  const bytes = Buffer.byteLength(text);
  const compressed = brotliCompressSync(text).length;
  console.log(`static/${name}  ${bytes} bytes, ${compressed} compressed`);
}
