"""Lesson 5, forward propagation."""
