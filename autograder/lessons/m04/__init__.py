"""Lesson 4, activation functions."""
