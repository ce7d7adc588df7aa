"""Imported by the judge's child process: makes the toy exercises known there."""

import toys

toys.register_all()
