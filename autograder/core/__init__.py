"""The judging, one for learner and teacher: cases, driver, comparison, diagnosis, words."""
