"""The engine of the course: neural networks in numpy, one module of the course a file."""
