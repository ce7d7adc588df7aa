"""Experiments of the lessons, a module each: what is trained, broken, counted or timed for a text.

Panels show them, exercises judge a learner's own run by them, tests hold the text against them.
They draw nothing. `nnlib.viz.lessonNN` imports them when a panel is made.
"""
