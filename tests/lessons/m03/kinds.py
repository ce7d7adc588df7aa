"""How the exercises of lesson 3 stand to each kind of fault; see tests/lessons/kinds.py."""

ROWS = {}
CORNERS = {}
SLIPS = ()
