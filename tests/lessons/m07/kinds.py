"""How the exercises of lesson 7 stand to each kind of fault; see tests/lessons/kinds.py."""

ROWS = {}
CORNERS = {}
SLIPS = ()
