/* The verdicts as cards: the answer with sign and word, the figures with their units, the rule with its source. */
"use strict";

const SIGNS = { pass: "✓", review: "?", fail: "✕" };

function verdictCard(verdict, finding) {
  const scheme = schemeOf(finding.scheme);
  const source = element("span", {}, told(verdict.source),
    verdict.assumed ? element("span", { class: "assumed" }, word("assumed")) : "");
  return element("article", { class: `card ${verdict.outcome}` },
    element("header", {},
      element("h3", {}, told(verdict.name)),
      element("span", { class: `mark ${verdict.outcome}` }, `${SIGNS[verdict.outcome]} ${word(verdict.outcome)}`)),
    element("p", { class: "of" }, [told(finding.title), scheme ? told(scheme.name) : ""].filter(Boolean).join(" · ")),
    element("p", {}, told(verdict.reason)),
    facts(
      [told(verdict.quantity), verdict.value, "figure"],
      [word("limit"), verdict.limit, "figure"],
      [word("error"), verdict.error, "figure"],
      [word("viewpoint"), told(verdict.viewpoint)],
      [word("object"), told(verdict.object)],
      [word("rule"), told(verdict.rule)],
      [word("source"), told(verdict.source) ? source : ""]),
    element("details", {}, element("summary", {}, word("method")),
      element("p", {}, told(finding.method)),
      element("p", {}, `${word("figures")} sha256 `, element("code", {}, finding.fingerprint)),
      finding.synthetic ? element("p", { class: "notice" }, word("synthetic")) : ""));
}

State.follow(["language"], () => {
  const cards = REVIEW.findings.flatMap((finding) => finding.verdicts.map((verdict) => verdictCard(verdict, finding)));
  byId("verdicts").hidden = !cards.length;
  byId("verdicts").replaceChildren(...[
    element("h2", { id: "verdicts-title" }, word("verdicts")),
    REVIEW.synthetic ? element("p", { class: "notice" }, word("synthetic")) : "",
    ...cards,
  ].filter(Boolean));
  byId("decision").hidden = !REVIEW.decision;
  byId("decision").replaceChildren(
    element("h2", { id: "decision-title" }, word("decision")), element("p", {}, REVIEW.decision));
});
