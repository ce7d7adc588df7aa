"""How the exercises of lesson 4 stand to each kind of fault; see tests/lessons/kinds.py."""

ROWS = {}
CORNERS = {}
SLIPS = ()
