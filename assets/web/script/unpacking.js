/* Scenes come as scripts with packed text, for a page from the file system may fetch nothing. */
"use strict";

const SCENES = {};

/* Load a scene of the folder and return its bytes. */
async function unpacked(name) {
  await new Promise((loaded, failed) => document.body.append(
    element("script", { src: `data/${name}.js`, onload: loaded, onerror: () => failed(new Error(name)) })));
  const text = atob(SCENES[name]);
  delete SCENES[name];
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}
