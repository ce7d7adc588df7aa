"""From a master to the solved edition, the learner edition and the teacher's notes."""
