"""The judging of answers, the same for learner and teacher, and what the whole package shares."""
