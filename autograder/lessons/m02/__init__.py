"""Lesson 2, the perceptron."""
