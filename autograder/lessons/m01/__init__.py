"""Lesson 1, an introduction to neural networks."""
