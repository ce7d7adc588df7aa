"""How the exercises of lesson 1 stand to each kind of fault; see tests/lessons/kinds.py."""

ROWS = {}
CORNERS = {}
SLIPS = ()
