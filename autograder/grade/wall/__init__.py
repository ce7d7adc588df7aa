"""Running learners' code where it can see and change nothing."""
