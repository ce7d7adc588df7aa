"""Imported by the warm process: makes the toy exercises known there."""

from tests.core import toys

toys.register_all()
