/* Where all this comes from: program, date, coordinates, sources, and the number that binds it to the record. */
"use strict";

State.follow(["language"], () => {
  byId("about").replaceChildren(...[
    element("h2", {}, word("about")),
    REVIEW.synthetic ? element("p", {}, word("synthetic")) : "",
    facts(
      [word("made"), REVIEW.made],
      [word("program"), REVIEW.program],
      [word("frame"), REVIEW.frame],
      [word("credits"), REVIEW.credits.join("; ")],
      [word("head"), REVIEW.head ? element("span", {}, element("code", {}, REVIEW.head), ` ${word("head_help")}`) : ""]),
    element("p", {}, word("offline")),
  ].filter(Boolean));
});
