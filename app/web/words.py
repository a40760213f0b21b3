"""Every word that the page itself says, in both languages by way of the catalogue.

It does not know where on the page a word stands.
"""

from typing import Final

from scene.messages import Message, msg

#: Words by the name that the page's own scripts and marks call them.
WORDS: Final[dict[str, Message]] = {
    "skip": msg("Skip to the results"),
    "theme_dark": msg("Dark"),
    "theme_light": msg("Light"),
    "view": msg("The city in three dimensions"),
    "view_help": msg(
        "Drag or press arrow keys to look around; W, A, S, D or the wheel to move; R and F to rise and sink."
    ),
    "loading": msg("The city is being unpacked…"),
    "loaded": msg("The city is ready."),
    "no_scene": msg(
        "This browser cannot draw the city in three dimensions; the pictures of the stops remain."
    ),
    "slow": msg("There is no graphics card to draw the city quickly; these are pictures of it."),
    "to_scene": msg("Show the city"),
    "to_pictures": msg("Show pictures"),
    "no_picture": msg("There is no picture of this scheme from here."),
    "stops": msg("Stops"),
    "arrived": msg("Stop {number} of {count}: {name}"),
    "previous": msg("Previous stop"),
    "next": msg("Next stop"),
    "shown": msg("Shown"),
    "left": msg("Left"),
    "right": msg("Right"),
    "swipe": msg("Compare two"),
    "curtain": msg("Curtain between the two schemes"),
    "curtain_value": msg("{percent} % {left}, the rest {right}"),
    "verdicts": msg("Verdicts"),
    "pass": msg("Pass"),
    "review": msg("To be reviewed"),
    "fail": msg("Fail"),
    "value": msg("Value"),
    "limit": msg("Limit"),
    "error": msg("Error (95 %)"),
    "viewpoint": msg("Governing viewpoint"),
    "object": msg("Governing object"),
    "rule": msg("Rule"),
    "source": msg("Source of the rule"),
    "assumed": msg("assumed: no published text gives this value"),
    "method": msg("Method"),
    "figures": msg("Figures"),
    "opinions": msg("Opinions"),
    "no_opinions": msg("No opinion was recorded."),
    "go_there": msg("Go there"),
    "tables": msg("Indicators"),
    "decision": msg("Decision"),
    "about": msg("About this page"),
    "synthetic": msg(
        "Layers of this project are synthetic and illustrative. The figures show the method; "
        "they are no statement about the real city."
    ),
    "made": msg("Made"),
    "program": msg("Program"),
    "frame": msg("Coordinates and heights"),
    "head": msg("Head of the decision log"),
    "head_help": msg("Whoever holds the sealed archive can check this page's record against this number."),
    "credits": msg("Data and credits"),
    "offline": msg("This page works without a network and asks nothing of any server."),
    "no_script": msg("This page needs scripts, which this browser has switched off."),
}
