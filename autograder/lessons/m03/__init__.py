"""Lesson 3, multi-layer perceptrons."""
