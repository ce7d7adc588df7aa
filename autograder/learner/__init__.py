"""What a learner's notebook shows and keeps: predictions, quiz, shelf, ledger, progress."""
