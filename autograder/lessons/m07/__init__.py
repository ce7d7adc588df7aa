"""Lesson 7, backpropagation."""
