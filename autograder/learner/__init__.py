"""What a learner sees and keeps."""
