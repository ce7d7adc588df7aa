"""How the exercises of lesson 2 stand to each kind of fault; see tests/lessons/kinds.py."""

ROWS = {}
CORNERS = {}
SLIPS = ()
