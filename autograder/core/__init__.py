"""The judging of answers, one for learner and teacher, and what all of the package shares."""
