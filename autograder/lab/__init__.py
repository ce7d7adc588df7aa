"""Laying the lessons out for a learner, and opening JupyterLab there."""
