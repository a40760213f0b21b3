/* What the page shows now: language, theme, stop, schemes, curtain. Parts listen; nobody asks another part. */
"use strict";

const State = (() => {
  const now = {
    language: (navigator.language || "zh").toLowerCase().startsWith("zh") ? "zh" : "en",
    theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
    stop: 0,
    left: REVIEW.stops[0].scheme,   // key of the scheme that is shown, or shown to the left
    right: null,                    // key of the scheme to the right; null while one is shown alone
    share: 50,                      // where the curtain hangs, percent of the width
    drawn: false,                   // whether the city itself is drawn, and not pictures of it
    notice: "",                     // word of what hinders or delays that
  };
  const listeners = [];

  /* Change some of it and tell whoever listens to any of that. */
  function set(changes) {
    const changed = Object.keys(changes).filter((key) => now[key] !== changes[key]);
    Object.assign(now, changes);
    for (const [keys, listener] of listeners) if (keys.some((key) => changed.includes(key))) listener(now);
  }

  /* Call a function now and whenever one of some keys changes. */
  function follow(keys, listener) {
    listeners.push([keys, listener]);
    listener(now);
  }

  return { now, set, follow };
})();

const calmMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const byId = (id) => document.getElementById(id);
const schemeOf = (key) => REVIEW.schemes.find((scheme) => scheme.key === key);
