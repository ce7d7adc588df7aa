"""Imported by the warm process: makes the toy exercises known there."""

import toys

toys.register_all()
