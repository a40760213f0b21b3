/* What was said, as a list; an entry with a place leads there. */
"use strict";

/* Fly to where an opinion was given from, with the scheme that was seen then. */
function goToOpinion(opinion) {
  if (State.now.right === null && schemeOf(opinion.scheme)) State.set({ left: opinion.scheme });
  Stage.goTo(opinion);
  byId("window").scrollIntoView({ block: "nearest" });
}

State.follow(["language", "drawn"], () => {
  const rows = REVIEW.opinions.map((opinion, number) => element("li", {},
    element("article", { class: "card opinion", id: `opinion-${number + 1}`, tabindex: "-1" },
      element("header", {}, element("h3", {},
        element("span", { class: "number" }, String(number + 1)), ` ${told(opinion.kind)}`)),
      element("p", { class: "of" }, [told(opinion.about), told(opinion.severity), told(opinion.state), opinion.who, opinion.moment].filter(Boolean).join(" · ")),
      element("blockquote", {}, opinion.text),
      opinion.eye && State.now.drawn
        ? element("button", { type: "button", onclick: () => goToOpinion(opinion), "aria-label": `${word("go_there")}: ${told(opinion.kind)} ${number + 1}` }, word("go_there"))
        : "")));
  byId("opinions").replaceChildren(
    element("h2", { id: "opinions-title" }, word("opinions")),
    rows.length ? element("ol", { class: "plain" }, ...rows) : element("p", {}, word("no_opinions")));
});
