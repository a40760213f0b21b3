/* Texts in the language that is spoken: words of the page by name, texts of the review in both languages. */
"use strict";

/* A text of the review, {zh, en} or plain. */
const told = (text) => (typeof text === "string" ? text : text[State.now.language] || text.zh || text.en);

/* A word of the page, its {fields} filled. */
const word = (key, fields = {}) =>
  told(REVIEW.words[key]).replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? fields[name] : whole));

/* An element with attributes and children; strings become text, never marks. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/* Rows of a list of facts; those of which there is nothing to say are left out. */
function facts(...pairs) {
  const rows = pairs.filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return element("dl", {}, ...rows.flatMap(([name, value, kind]) => [
    element("dt", {}, name), element("dd", kind ? { class: kind } : {}, value),
  ]));
}

State.follow(["language"], ({ language }) => {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = told(REVIEW.title);
  byId("title").textContent = told(REVIEW.title);
  for (const place of document.querySelectorAll("[data-word]")) place.textContent = word(place.dataset.word);
  for (const place of document.querySelectorAll("[data-label]")) place.setAttribute("aria-label", word(place.dataset.label));
  const other = byId("language");
  other.textContent = language === "zh" ? "English" : "中文";
  other.lang = language === "zh" ? "en" : "zh-CN";
});
byId("language").addEventListener("click", () => State.set({ language: State.now.language === "zh" ? "en" : "zh" }));
