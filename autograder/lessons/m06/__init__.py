"""Lesson 6, loss functions."""
