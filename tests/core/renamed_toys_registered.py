"""Imported by the warm process: makes the renamed toys known there."""

import renamed_toys

renamed_toys.register_both()
