"""Judging an answer, for a learner's check and for a teacher's marks alike."""
