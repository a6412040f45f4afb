"""Colours of the briefing: one sequential scale in steps, safe for colour-blind readers, and a few marks.

The scale is ColorBrewer's YlGnBu in six classes (Brewer, Harrower and the Pennsylvania State University, Apache-2.0).
Bounds are the same in every briefing, so that two briefings can be laid side by side.
"""

#: upper bounds of all classes but the last, as a share of demand
BOUNDS = (0.05, 0.10, 0.20, 0.30, 0.50)
SCALE = ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494")
_WHITE_FROM = 4  #: classes from here on are dark: letters on them are white

INK, PAPER, FAINT = "#1b1f24", "#ffffff", "#d0d7de"
MODEL, MODEL_LIGHT = "#08519c", "#9ecae1"
REPORTED = "#b35806"
#: by cause: Okabe and Ito's colours that neither red-blind nor green-blind readers mix up
CAUSES = {"damage": "#0072b2", "automatic": "#e69f00", "emergency": "#cc79a7", "scheduled": "#56b4e9"}


def step(share: float) -> int:
    """The class of a share of demand.

    >>> [step(x) for x in (0.0, 0.05, 0.31, 1.0)]
    [0, 1, 4, 5]
    """
    return sum(share >= bound for bound in BOUNDS)


def fill(share: float) -> str:
    """The colour of a share of demand."""
    return SCALE[step(share)]


def letters_on(share: float) -> str:
    """The colour of letters that stand on the colour of a share (contrast at least 4.5 to 1)."""
    return PAPER if step(share) >= _WHITE_FROM else INK
