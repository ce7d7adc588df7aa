"""Imported by the warm process: makes the renamed toys known there."""

from tests.core import renamed_toys

renamed_toys.register_both()
