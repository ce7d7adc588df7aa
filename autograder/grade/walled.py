"""What the kernel ``nnf-walled`` of a course starts."""

import sys

from autograder.grade.wall.walled_kernel import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
